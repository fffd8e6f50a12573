//! What an earlier cluster or another container engine left here.

use super::{Check, Context, Finding};
use crate::node::k3s;

pub(super) const CHECKS: &[Check] = &[
    ("foreign-k3s", foreign_k3s),
    ("other-kubernetes", other_kubernetes),
    ("docker", docker),
    ("node-password", node_password),
    ("old-links", old_links),
    ("k3s-settings", k3s_settings),
];

const K3S: &[&str] = &[k3s::UNIT, k3s::CONFIG, "/var/lib/rancher/k3s/server/db", "/var/lib/rancher/k3s/agent/etc"];

/// A settings drop-in or an agent drop-in of the administrator is no leftover.
fn foreign_k3s(context: &Context<'_>) -> Option<Finding> {
    if context.ours {
        return None;
    }
    let host = context.host;
    let found = K3S.iter().copied().find(|path| host.exists(path) && !only_drop_ins(context, path))?;
    Some(Finding::blocking("foreign-k3s").with("path", found))
}

fn only_drop_ins(context: &Context<'_>, path: &str) -> bool {
    let allowed = ["kubelet.conf.d", "containerd"];
    path.ends_with("/agent/etc")
        && std::fs::read_dir(context.host.path(path)).is_ok_and(|entries| {
            entries.flatten().all(|entry| allowed.contains(&entry.file_name().to_string_lossy().as_ref()))
        })
}

const OTHERS: &[(&str, &str)] = &[
    ("/etc/kubernetes/manifests", "kubeadm"),
    ("/var/lib/rancher/rke2", "RKE2"),
    ("/var/snap/microk8s", "MicroK8s"),
    ("/var/lib/k0s", "k0s"),
];

fn other_kubernetes(context: &Context<'_>) -> Option<Finding> {
    let (path, name) = OTHERS.iter().find(|(path, _)| context.host.exists(path))?;
    Some(Finding::blocking("other-kubernetes").with("name", name).with("path", path))
}

fn docker(context: &Context<'_>) -> Option<Finding> {
    (context.host.exists("/var/run/docker.sock") || context.host.exists("/var/lib/docker"))
        .then(|| Finding::warning("docker"))
}

/// K3s proves a node's name by this password; an old one meets the secret of an earlier cluster.
fn node_password(context: &Context<'_>) -> Option<Finding> {
    (!context.ours && context.host.exists("/etc/rancher/node/password")).then(|| Finding::blocking("node-password"))
}

fn old_links(context: &Context<'_>) -> Option<Finding> {
    if context.ours {
        return None;
    }
    let entries = std::fs::read_dir(context.host.path("/sys/class/net")).ok()?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let found: Vec<String> = names.filter(|name| name == "cni0" || name.starts_with("flannel")).collect();
    (!found.is_empty()).then(|| Finding::warning("old-links").with("found", found.join(", ")))
}

/// Keys that K3s does not know are ignored by it without a word.
fn k3s_settings(context: &Context<'_>) -> Option<Finding> {
    let text = context.host.text(k3s::CONFIG)?;
    let foreign = k3s::config::foreign_keys(&text);
    (!foreign.is_empty() && context.ours).then(|| Finding::warning("k3s-settings").with("keys", foreign.join(", ")))
}
