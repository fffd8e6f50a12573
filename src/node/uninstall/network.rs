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
    let ip = tool(host, "ip");
    for space in host.run(&ip, &["netns", "list"]).out.lines() {
        if let Some(name) = space.split_whitespace().next().filter(|name| name.starts_with("cni-")) {
            host.run(&ip, &["netns", "delete", name]);
        }
    }
    for link in interfaces(host) {
        host.run(&ip, &["link", "delete", &link]);
    }
    remove_routes(host, &ip);
    for family in FAMILIES {
        for (save, restore) in pairs(host, family) {
            clean_rules(host, &save, &restore);
        }
    }
    let ipset = tool(host, "ipset");
    for set in host.run(&ipset, &["list", "-name"]).out.lines().filter(|name| is_k3s_set(name)) {
        host.run(&ipset, &["destroy", set]);
    }
}

/// Routes to other servers' pods that outlive their maker.
fn remove_routes(host: &Host, ip: &str) {
    for line in host.run(ip, &["-4", "route", "show"]).out.lines() {
        let network = line.split_whitespace().next().unwrap_or_default();
        if network.starts_with("10.42.") && line.contains(" via ") {
            host.run(ip, &["-4", "route", "delete", network]);
        }
    }
}

/// Where K3s unpacks the programs that it brings (k3s-root): `ip` and `ipset` above, those of
/// iptables in `aux`. A bare server has none of its own.
const BROUGHT: [&str; 2] = ["/var/lib/rancher/k3s/data/current/bin/aux", "/var/lib/rancher/k3s/data/current/bin"];
/// Both ways in which packet rules are kept, and whichever the server calls its own.
const FAMILIES: [&str; 6] =
    ["iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy", "iptables", "ip6tables"];

fn brought(host: &Host, name: &str) -> Option<String> {
    BROUGHT.iter().map(|folder| format!("{folder}/{name}")).find(|path| host.path(path).is_file())
}

/// The server's own program, else the one that K3s brought.
fn tool(host: &Host, name: &str) -> String {
    let own = host.has_program(name).then(|| name.to_owned());
    own.or_else(|| brought(host, name)).unwrap_or_else(|| name.to_owned())
}

/// The programs that save and restore rules of a family: first those that wrote K3s's rules, for
/// older ones may not read them; then the server's own.
fn pairs(host: &Host, family: &str) -> Vec<(String, String)> {
    let (save, restore) = (format!("{family}-save"), format!("{family}-restore"));
    let theirs = brought(host, &save).zip(brought(host, &restore));
    let own = (host.has_program(&save) && host.has_program(&restore)).then_some((save, restore));
    theirs.into_iter().chain(own).collect()
}

fn clean_rules(host: &Host, save: &str, restore: &str) {
    let rules = host.run(save, &[] as &[&str]).out;
    if rules.lines().any(is_k3s_rule) {
        host.feed(restore, without_k3s(&rules).as_bytes());
    }
}

/// kube-router names its sets `KUBE-…`, those of version 6 with `inet6:` before it.
fn is_k3s_set(name: &str) -> bool {
    name.trim_start_matches("inet6:").starts_with("KUBE-")
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
    fn a_server_without_tools_of_its_own_is_cleaned_by_those_that_k3s_brought() {
        let folder = tempfile::tempdir().expect("folder");
        let host = Host::pretended(folder.path());
        let [aux, bin] = BROUGHT;
        host.make_folder(aux, 0o755).expect("folder");
        for path in [format!("{bin}/ipset"), format!("{aux}/iptables-nft-save"), format!("{aux}/iptables-nft-restore")]
        {
            host.write(path, b"", 0o755).expect("program");
        }
        take_down(&host);
        let recorded = host.recorded();
        assert!(recorded.iter().any(|line| line.starts_with(&format!("{aux}/iptables-nft-save"))), "{recorded:?}");
        assert!(recorded.iter().any(|line| line.starts_with(&format!("{bin}/ipset list"))), "{recorded:?}");
        assert!(!recorded.iter().any(|line| line.contains("legacy")), "{recorded:?}");
        assert!(is_k3s_set("KUBE-SRC-ABC") && is_k3s_set("inet6:KUBE-DST-ABC") && !is_k3s_set("my-KUBE-"));
    }

    #[test]
    fn foreign_rules_stay_and_ours_go() {
        let rules = "*filter\n:INPUT ACCEPT [1:2]\n:KUBE-FIREWALL - [0:0]\n-A INPUT -j KUBE-FIREWALL\n\
                     -A INPUT -p tcp --dport 22 -j ACCEPT\n-A FORWARD -m comment --comment \"flanneld forward\" -j FLANNEL-FWD\nCOMMIT\n";
        assert_eq!(without_k3s(rules), "*filter\n:INPUT ACCEPT [1:2]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n");
    }
}
