//! `/etc/rancher/k3s/config.yaml`, from a closed list of keys.
//!
//! K3s ignores an unknown or misspelt key without a word, so the keys are written here and
//! nowhere else. Source: docs.k3s.io, “k3s server”.

use std::fmt::Write as _;

use crate::node::settings::{Part, Settings};

/// Every key we write, in the order of the file.
pub const KEYS: &[&str] = &[
    "cluster-init",
    "server",
    "token-file",
    "agent-token-file",
    "node-name",
    "node-ip",
    "advertise-address",
    "tls-san",
    "write-kubeconfig-mode",
    "secrets-encryption",
    "protect-kernel-defaults",
    "flannel-backend",
    "embedded-registry",
    "disable",
    "prefer-bundled-bin",
    "etcd-expose-metrics",
    "etcd-snapshot-schedule-cron",
    "etcd-snapshot-retention",
    "kube-apiserver-arg",
    "kube-controller-manager-arg",
    "kubelet-arg",
];

/// Ciphers of the kubelet (CIS benchmark 4.2.12).
const CIPHERS: &str = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,\
TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,\
TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305";

const API_SERVER: &[&str] = &[
    "authentication-config=/etc/rancher/k3s/authn.yaml",
    "enable-admission-plugins=NodeRestriction,EventRateLimit",
    "admission-control-config-file=/var/lib/rancher/k3s/server/psa.yaml",
    "audit-policy-file=/var/lib/rancher/k3s/server/audit.yaml",
    "audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log",
    "audit-log-maxage=30",
    "audit-log-maxbackup=10",
    "audit-log-maxsize=100",
    "service-account-extend-token-expiration=false",
];

enum Value {
    Flag(bool),
    Number(u32),
    Text(String),
    List(Vec<String>),
}

fn value(key: &str, settings: &Settings) -> Option<Value> {
    let texts = |list: &[&str]| Value::List(list.iter().map(|item| (*item).to_owned()).collect());
    Some(match key {
        "cluster-init" => Value::Flag(matches!(settings.part, Part::First).then_some(true)?),
        "server" => match &settings.part {
            Part::First => return None,
            Part::Joined { first, .. } => Value::Text(format!("https://{}:6443", bracketed(*first))),
        },
        "token-file" => Value::Text(super::TOKEN.to_owned()),
        "agent-token-file" => Value::Text(super::AGENT_TOKEN.to_owned()),
        "node-name" => Value::Text(settings.name.clone()),
        "node-ip" | "advertise-address" => Value::Text(settings.address.to_string()),
        "tls-san" => Value::List(api_names(settings)),
        "write-kubeconfig-mode" => Value::Text("0600".to_owned()),
        "secrets-encryption" | "embedded-registry" | "prefer-bundled-bin" | "etcd-expose-metrics" => Value::Flag(true),
        // With it the kubelet ends where a setting is another; without it, it tries to set them.
        "protect-kernel-defaults" => Value::Flag(!settings.accepts("kernel-settings")),
        "flannel-backend" => Value::Text(settings.shared.flannel_backend.clone()),
        "disable" => texts(&["traefik", "servicelb"]),
        "etcd-snapshot-schedule-cron" => Value::Text("*/15 * * * *".to_owned()),
        "etcd-snapshot-retention" => Value::Number(96),
        "kube-apiserver-arg" => texts(API_SERVER),
        "kube-controller-manager-arg" => texts(&["terminated-pod-gc-threshold=100"]),
        "kubelet-arg" => Value::List(vec![
            "streaming-connection-idle-timeout=5m".to_owned(),
            "pod-max-pids=4096".to_owned(),
            format!("tls-cipher-suites={CIPHERS}"),
        ]),
        _ => return None,
    })
}

fn api_names(settings: &Settings) -> Vec<String> {
    let mut names = vec![settings.address.to_string(), settings.name.clone()];
    names.extend(settings.shared.api_names.iter().cloned());
    names.dedup();
    names
}

/// An address as the host part of a URL.
pub fn bracketed(address: std::net::IpAddr) -> String {
    match address {
        std::net::IpAddr::V4(v4) => v4.to_string(),
        std::net::IpAddr::V6(v6) => format!("[{v6}]"),
    }
}

/// The file's content.
pub fn text(settings: &Settings) -> String {
    let mut text = String::from("# Written by unidash. Your own settings belong into config.yaml.d/.\n");
    for key in KEYS {
        match value(key, settings) {
            None => {}
            Some(Value::Flag(flag)) => line(&mut text, key, &flag.to_string()),
            Some(Value::Number(number)) => line(&mut text, key, &number.to_string()),
            Some(Value::Text(value)) => line(&mut text, key, &quoted(&value)),
            Some(Value::List(items)) => {
                line(&mut text, key, "");
                for item in items {
                    let _ = writeln!(text, "  - {}", quoted(&item));
                }
            }
        }
    }
    text
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = if value.is_empty() { writeln!(text, "{key}:") } else { writeln!(text, "{key}: {value}") };
}

// A JSON string is a YAML string, whatever it holds.
fn quoted(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// Keys of a K3s settings file that are not ours: K3s would ignore a misspelt one silently.
pub fn foreign_keys(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.starts_with([' ', '#', '-', '\t']))
        .filter_map(|line| line.split_once(':').map(|(key, _)| key.trim().to_owned()))
        .filter(|key| !KEYS.contains(&key.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::settings::Shared;

    fn settings(part: Part) -> Settings {
        Settings {
            name: "ud-a".to_owned(),
            address: "10.0.0.11".parse().expect("address"),
            part,
            shared: Shared {
                flannel_backend: "vxlan".to_owned(),
                api_names: vec!["api.example.lan".to_owned()],
                k3s_sha256: String::new(),
                k3s_is_pinned: true,
            },
            accepted: Vec::new(),
            images: Vec::new(),
            own_sha256: String::new(),
        }
    }

    #[test]
    fn the_first_server_starts_a_cluster_and_the_others_name_it() {
        let first = text(&settings(Part::First));
        assert!(first.contains("\ncluster-init: true\n") && !first.contains("server: \"https"));
        let joined = Part::Joined { first: "10.0.0.10".parse().expect("ip"), first_name: "x".to_owned() };
        let other = text(&settings(joined));
        assert!(other.contains("\nserver: \"https://10.0.0.10:6443\"\n") && !other.contains("cluster-init"));
        let equal = |text: &str| {
            text.lines()
                .filter(|l| !l.contains("cluster-init") && !l.starts_with("server"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(equal(&first), equal(&other));
    }

    #[test]
    fn who_accepts_foreign_kernel_settings_gets_a_kubelet_that_starts_with_them() {
        let mut settings = settings(Part::First);
        assert!(text(&settings).contains("\nprotect-kernel-defaults: true\n"));
        settings.accepted.push("kernel-settings".to_owned());
        assert!(text(&settings).contains("\nprotect-kernel-defaults: false\n"));
    }

    #[test]
    fn every_line_is_yaml_and_every_key_is_known() {
        let text = text(&settings(Part::First));
        let value: serde_json::Value = serde_saphyr::from_str(&text).expect("yaml");
        assert_eq!(value["node-ip"], "10.0.0.11");
        assert_eq!(value["disable"][1], "servicelb");
        assert!(foreign_keys(&text).is_empty());
        assert_eq!(foreign_keys("clusterinit: true\nnode-name: x\n"), ["clusterinit"]);
    }
}
