//! Addresses, routes, ports, names, firewalls.

use std::net::{IpAddr, UdpSocket};

use super::{Check, Context, Finding, routes};
use crate::node::host::Host;
use crate::node::plan::{Tool, listening_ports};
use crate::node::settings::{POD_NETWORK, SERVICE_NETWORK};

pub(super) const CHECKS: &[Check] = &[
    ("address", address),
    ("default-route", default_route),
    ("pods-overlap", pods_overlap),
    ("services-overlap", services_overlap),
    ("port-taken", port_taken),
    ("name-servers", name_servers),
    ("mtu", mtu),
    ("iptables", iptables),
    ("iptables-mixed", iptables_mixed),
    ("firewall", firewall),
    ("two-firewalls", two_firewalls),
    ("cloud-setup", cloud_setup),
];

/// The address from which this server reaches others: that of the route outwards. No packet is
/// sent.
pub fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("198.51.100.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip())
}

fn address(context: &Context<'_>) -> Option<Finding> {
    let Some(address) = context.address else { return Some(Finding::blocking("address").with("address", "–")) };
    let usable = !address.is_loopback() && !address.is_unspecified() && !address.is_multicast();
    let here = !context.host.is_real() || UdpSocket::bind((address, 0)).is_ok();
    (!usable || !here).then(|| Finding::blocking("address").with("address", address))
}

fn default_route(context: &Context<'_>) -> Option<Finding> {
    (!routes::has_default(&routes::read(context.host))).then(|| Finding::blocking("default-route"))
}

fn pods_overlap(context: &Context<'_>) -> Option<Finding> {
    overlap(context, "pods-overlap", POD_NETWORK)
}

fn services_overlap(context: &Context<'_>) -> Option<Finding> {
    overlap(context, "services-overlap", SERVICE_NETWORK)
}

fn overlap(context: &Context<'_>, id: &'static str, network: &str) -> Option<Finding> {
    let routes = routes::read(context.host);
    let route = routes::overlaps(&routes, network)?;
    let found = format!("{}/{} ({})", route.network, route.prefix, route.interface);
    Some(Finding::blocking(id).with("found", found))
}

fn port_taken(context: &Context<'_>) -> Option<Finding> {
    if context.ours {
        return None;
    }
    let taken = listeners(context.host);
    let wanted = listening_ports();
    let (port, inode) = taken.into_iter().find(|(port, _)| wanted.contains(port))?;
    let who = holder(context.host, inode).unwrap_or_else(|| "?".to_owned());
    Some(Finding::blocking("port-taken").with("port", port).with("program", who))
}

/// Listening TCP ports with the socket's inode.
fn listeners(host: &Host) -> Vec<(u16, u64)> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| host.text(path).unwrap_or_default());
    tables.iter().flat_map(|table| table.lines().skip(1)).filter_map(listener).collect()
}

fn listener(line: &str) -> Option<(u16, u64)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let port = u16::from_str_radix(words.get(1)?.rsplit(':').next()?, 16).ok()?;
    (*words.get(3)? == "0A").then_some(())?; // TCP_LISTEN
    Some((port, words.get(9)?.parse().ok()?))
}

/// The program that holds a socket.
fn holder(host: &Host, inode: u64) -> Option<String> {
    let wanted = format!("socket:[{inode}]");
    for process in std::fs::read_dir(host.path("/proc")).ok()?.flatten() {
        let Ok(handles) = std::fs::read_dir(process.path().join("fd")) else { continue };
        for handle in handles.flatten() {
            if std::fs::read_link(handle.path()).is_ok_and(|target| target.to_string_lossy() == wanted) {
                let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
                return Some(format!("{} ({})", name.trim(), process.file_name().to_string_lossy()));
            }
        }
    }
    None
}

/// Pods cannot use a name server on the loopback: K3s would give them a public one.
fn name_servers(context: &Context<'_>) -> Option<Finding> {
    let lists = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];
    let usable = lists.iter().filter_map(|path| context.host.text(path)).any(|text| {
        text.lines()
            .filter_map(|line| line.strip_prefix("nameserver"))
            .filter_map(|rest| rest.trim().parse::<IpAddr>().ok())
            .any(|server| !server.is_loopback())
    });
    (!usable).then(|| Finding::warning("name-servers"))
}

const LEAST_MTU: u32 = 1400;

fn mtu(context: &Context<'_>) -> Option<Finding> {
    let routes = routes::read(context.host);
    let interface = &routes.iter().find(|route| route.prefix == 0)?.interface;
    let found: u32 = context.host.text(format!("/sys/class/net/{interface}/mtu"))?.trim().parse().ok()?;
    (found < LEAST_MTU).then(|| Finding::warning("mtu").with("interface", interface).with("found", found))
}

/// 1.8.0–1.8.4 duplicate rules without end; K3s's own are used instead, other programs' are not.
fn iptables(context: &Context<'_>) -> Option<Finding> {
    if !context.host.has_program("iptables") {
        return None;
    }
    let text = context.host.run("iptables", &["--version"]).out;
    let bad = ["v1.8.0", "v1.8.1", "v1.8.2", "v1.8.3", "v1.8.4"];
    let found = text.split_whitespace().find(|word| bad.contains(word))?;
    Some(Finding::warning("iptables").with("found", found))
}

fn iptables_mixed(context: &Context<'_>) -> Option<Finding> {
    let rules = |tables: &str| {
        let names = context.host.text(tables).unwrap_or_default();
        names.lines().any(|line| line == "filter" || line == "nat")
    };
    let old_in_use = rules("/proc/net/ip_tables_names");
    let new = context.host.run("iptables", &["--version"]).out.contains("nf_tables");
    (old_in_use && new && !context.ours).then(|| Finding::warning("iptables-mixed"))
}

/// The firewall that is on, if we know how to talk to it.
pub fn active_firewall(host: &Host) -> Option<Tool> {
    let ufw = host.text("/etc/ufw/ufw.conf").is_some_and(|text| text.lines().any(|line| line.trim() == "ENABLED=yes"));
    if ufw && host.has_program("ufw") {
        return Some(Tool::Ufw);
    }
    let firewalld = host.path("/run/firewalld.pid").is_file()
        || host.run("systemctl", &["is-active", "firewalld"]).out.trim() == "active";
    (firewalld && host.has_program("firewall-cmd")).then_some(Tool::Firewalld)
}

fn firewall(context: &Context<'_>) -> Option<Finding> {
    let tool = active_firewall(context.host)?;
    Some(Finding::warning("firewall").with("tool", if tool == Tool::Ufw { "ufw" } else { "firewalld" }))
}

/// A hand-written nftables set with a dropping input chain is nothing we could open politely.
fn two_firewalls(context: &Context<'_>) -> Option<Finding> {
    if active_firewall(context.host).is_some() || !context.host.has_program("nft") {
        return None;
    }
    let rules = context.host.run("nft", &["list", "chains"]).out;
    let drops = rules.lines().any(|line| line.contains("hook input") && line.contains("policy drop"));
    drops.then(|| Finding::blocking("two-firewalls"))
}

fn cloud_setup(context: &Context<'_>) -> Option<Finding> {
    let unit = "/etc/systemd/system/multi-user.target.wants/nm-cloud-setup.service";
    context.host.exists(unit).then(|| Finding::blocking("cloud-setup"))
}
