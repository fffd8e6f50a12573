//! Takes down what K3s hung into the network: links, namespaces, packet rules, sets.

use crate::node::host::Host;

const LINKS: [&str; 7] =
    ["cni0", "flannel.1", "flannel-v6.1", "flannel-wg", "flannel-wg-v6", "kube-ipvs0", "kube-bridge"];

/// Links of ours and of K3s that exist.
pub(super) fn interfaces(host: &Host) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(host.path("/sys/class/net")) else { return Vec::new() };
    entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, path)| LINKS.contains(&name.as_str()) || is_pod_link(path))
        .map(|(name, _)| name)
        .collect()
}

/// A link that hangs on the pods' bridge.
fn is_pod_link(path: &std::path::Path) -> bool {
    std::fs::read_link(path.join("master")).is_ok_and(|master| master.file_name().is_some_and(|name| name == "cni0"))
}

pub(super) fn take_down(host: &Host) {
    for space in host.run("ip", &["netns", "list"]).out.lines() {
        if let Some(name) = space.split_whitespace().next().filter(|name| name.starts_with("cni-")) {
            host.run("ip", &["netns", "delete", name]);
        }
    }
    for link in interfaces(host) {
        host.run("ip", &["link", "delete", &link]);
    }
    remove_routes(host);
    for (save, restore) in [
        ("iptables-save", "iptables-restore"),
        ("ip6tables-save", "ip6tables-restore"),
        ("iptables-legacy-save", "iptables-legacy-restore"),
        ("ip6tables-legacy-save", "ip6tables-legacy-restore"),
    ] {
        clean_rules(host, save, restore);
    }
    for set in host.run("ipset", &["list", "-name"]).out.lines().filter(|name| name.starts_with("KUBE-")) {
        host.run("ipset", &["destroy", set]);
    }
}

/// Routes to other servers' pods that outlive their maker.
fn remove_routes(host: &Host) {
    for line in host.run("ip", &["-4", "route", "show"]).out.lines() {
        let network = line.split_whitespace().next().unwrap_or_default();
        if network.starts_with("10.42.") && line.contains(" via ") {
            host.run("ip", &["-4", "route", "delete", network]);
        }
    }
}

/// Programs of iptables, also those that K3s brought.
fn program(host: &Host, name: &str) -> Option<String> {
    let own = format!("/var/lib/rancher/k3s/data/current/bin/aux/{name}");
    if host.has_program(name) { Some(name.to_owned()) } else { host.exists(&own).then_some(own) }
}

fn clean_rules(host: &Host, save: &str, restore: &str) {
    let (Some(save), Some(restore)) = (program(host, save), program(host, restore)) else { return };
    let rules = host.run(&save, &[] as &[&str]).out;
    if !rules.lines().any(is_k3s_rule) {
        return;
    }
    let kept = without_k3s(&rules);
    host.feed(&restore, kept.as_bytes());
}

fn is_k3s_rule(line: &str) -> bool {
    ["KUBE-", "CNI-", "cali-", "FLANNEL", "flannel", "KUBE-ROUTER"].iter().any(|mark| line.contains(mark))
        || line.contains("--comment \"portmap")
}

/// The saved rules without chains and rules of K3s; foreign rules keep their order and counters.
fn without_k3s(rules: &str) -> String {
    rules.split_inclusive('\n').filter(|line| !is_k3s_rule(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_rules_stay_and_ours_go() {
        let rules = "*filter\n:INPUT ACCEPT [1:2]\n:KUBE-FIREWALL - [0:0]\n-A INPUT -j KUBE-FIREWALL\n\
                     -A INPUT -p tcp --dport 22 -j ACCEPT\n-A FORWARD -m comment --comment \"flanneld forward\" -j FLANNEL-FWD\nCOMMIT\n";
        assert_eq!(without_k3s(rules), "*filter\n:INPUT ACCEPT [1:2]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n");
    }
}
