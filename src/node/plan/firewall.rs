//! Ports, and the rules that open them where a firewall is on.

use super::{Inputs, Item, Phase, What};
use crate::node::settings::{POD_NETWORK, SERVICE_NETWORK};

/// A firewall we know how to talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Ubuntu's and Debian's `ufw`.
    Ufw,
    /// `firewalld`.
    Firewalld,
}

/// One rule: the command that adds it and the one that takes it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firewall {
    /// Command that adds the rule; repeating it changes nothing.
    pub add: Vec<String>,
    /// Command that removes it.
    pub undo: Vec<String>,
}

struct Port(&'static str, &'static str, &'static str, &'static str);

const SERVERS: &str = "servers";
const EVERYONE: &str = "everyone";
const LOCAL: &str = "this server";

const PORTS: &[Port] = &[
    Port("80", "tcp", EVERYONE, "gateway, redirects to HTTPS"),
    Port("443", "tcp", EVERYONE, "gateway"),
    Port("7443", "tcp", SERVERS, "core, certificates on both sides"),
    Port("6443", "tcp", SERVERS, "Kubernetes API"),
    Port("2379-2380", "tcp", SERVERS, "etcd"),
    Port("10250", "tcp", SERVERS, "kubelet"),
    Port("5001", "tcp", SERVERS, "K3s image sharing"),
    Port("2381", "tcp", LOCAL, "etcd metrics"),
    Port("2382", "tcp", LOCAL, "etcd HTTP"),
    Port("6444", "tcp", LOCAL, "K3s API balancer"),
    Port("10010", "tcp", LOCAL, "containerd streams"),
    Port("10248", "tcp", LOCAL, "kubelet health"),
    Port("10249", "tcp", LOCAL, "kube-proxy metrics"),
    Port("10256", "tcp", LOCAL, "kube-proxy health"),
    Port("10257", "tcp", LOCAL, "controller manager"),
    Port("10258", "tcp", LOCAL, "cloud controller"),
    Port("10259", "tcp", LOCAL, "scheduler"),
];

/// TCP ports that must be free before the first start.
pub fn listening_ports() -> Vec<u16> {
    PORTS.iter().filter(|port| port.1 == "tcp").flat_map(|port| expand(port.0)).collect()
}

/// TCP ports of a server that another server must reach.
pub fn server_ports() -> Vec<u16> {
    PORTS.iter().filter(|port| port.1 == "tcp" && port.2 == SERVERS).flat_map(|port| expand(port.0)).collect()
}

fn expand(number: &str) -> Vec<u16> {
    let (first, last) = number.split_once('-').unwrap_or((number, number));
    let range = first.parse().unwrap_or_default()..=last.parse().unwrap_or_default();
    range.collect()
}

fn tunnel(backend: &str) -> Port {
    if backend == "vxlan" {
        Port("8472", "udp", SERVERS, "flannel, VXLAN")
    } else {
        Port("51820-51821", "udp", SERVERS, "flannel, WireGuard")
    }
}

/// Adds the ports and, where a firewall is on, its rules.
pub(super) fn ports(items: &mut Vec<Item>, inputs: &Inputs<'_>) {
    let tunnel = tunnel(&inputs.settings.shared.flannel_backend);
    for port in PORTS.iter().chain([&tunnel]) {
        let what = What::Port { number: port.0.to_owned(), protocol: port.1, reach: port.2, purpose: port.3 };
        items.push(Item { phase: Phase::K3s, what });
    }
    let Some((tool, network)) = &inputs.firewall else { return };
    for rule in rules(*tool, network, &inputs.settings.shared.flannel_backend) {
        items.push(Item { phase: Phase::K3s, what: What::Rule(rule) });
    }
}

/// The rules for one tool: our ports from everywhere or from the servers' network, and trust for
/// pods and Services.
pub fn rules(tool: Tool, network: &str, backend: &str) -> Vec<Firewall> {
    let tunnel = tunnel(backend);
    let opened = PORTS.iter().chain([&tunnel]).filter(|port| port.2 != LOCAL);
    let mut rules: Vec<Firewall> = opened
        .map(|port| match tool {
            Tool::Ufw => ufw(if port.2 == EVERYONE { "any" } else { network }, port.0, port.1),
            Tool::Firewalld => firewalld(if port.2 == EVERYONE { "0.0.0.0/0" } else { network }, port.0, port.1),
        })
        .collect();
    for trusted in [POD_NETWORK, SERVICE_NETWORK] {
        rules.push(match tool {
            Tool::Ufw => command_pair("ufw", &["allow", "from", trusted], &["delete", "allow", "from", trusted]),
            Tool::Firewalld => zone_pair("--zone=trusted", "source", trusted),
        });
    }
    rules
}

fn ufw(from: &str, port: &str, protocol: &str) -> Firewall {
    let number = port.replace('-', ":");
    let rule = ["allow", "proto", protocol, "from", from, "to", "any", "port", &number];
    let mut undo = vec!["delete"];
    undo.extend(rule);
    command_pair("ufw", &rule, &undo)
}

fn firewalld(from: &str, port: &str, protocol: &str) -> Firewall {
    let rule = format!("rule family=ipv4 source address={from} port port={port} protocol={protocol} accept");
    zone_pair("--permanent", "rich-rule", &rule)
}

fn zone_pair(scope: &str, kind: &str, value: &str) -> Firewall {
    let add = [scope, "--permanent", &format!("--add-{kind}={value}")];
    let undo = [scope, "--permanent", &format!("--remove-{kind}={value}")];
    command_pair("firewall-cmd", &add, &undo)
}

fn command_pair(program: &str, add: &[&str], undo: &[&str]) -> Firewall {
    let line = |rest: &[&str]| {
        let mut line = vec![program.to_owned()];
        line.extend(rest.iter().map(|word| (*word).to_owned()));
        line.dedup();
        line
    };
    Firewall { add: line(add), undo: line(undo) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ufw_opens_etcd_only_for_the_servers_network() {
        let rules = rules(Tool::Ufw, "10.0.0.0/24", "vxlan");
        let lines: Vec<String> = rules.iter().map(|rule| rule.add.join(" ")).collect();
        assert!(lines.contains(&"ufw allow proto tcp from 10.0.0.0/24 to any port 2379:2380".to_owned()));
        assert!(lines.contains(&"ufw allow proto tcp from any to any port 443".to_owned()));
        assert!(lines.contains(&"ufw allow from 10.42.0.0/16".to_owned()));
        assert!(!lines.iter().any(|line| line.contains("10248")));
    }

    #[test]
    fn every_port_number_parses() {
        assert!(listening_ports().iter().all(|port| *port > 0));
        assert!(server_ports().contains(&2380) && !server_ports().contains(&443));
    }
}
