//! The kernel's IPv4 routes, read from `/proc/net/route`.

use std::net::{IpAddr, Ipv4Addr};

use crate::node::host::Host;

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Interface.
    pub interface: String,
    /// Network.
    pub network: Ipv4Addr,
    /// Length of its prefix.
    pub prefix: u32,
    /// Whether it leads through a gateway.
    pub through_gateway: bool,
}

/// All routes.
pub fn read(host: &Host) -> Vec<Route> {
    let table = host.text("/proc/net/route").unwrap_or_default();
    table.lines().skip(1).filter_map(parse).collect()
}

fn parse(line: &str) -> Option<Route> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |at: usize| u32::from_str_radix(words.get(at)?, 16).ok();
    Some(Route {
        interface: (*words.first()?).to_owned(),
        network: Ipv4Addr::from(number(1)?.swap_bytes()),
        prefix: number(7)?.count_ones(),
        through_gateway: number(2)? != 0,
    })
}

/// Whether a packet to the outside has a way.
pub fn has_default(routes: &[Route]) -> bool {
    routes.iter().any(|route| route.prefix == 0)
}

/// Foreign routes that overlap a network given as `a.b.c.d/n`.
pub fn overlaps<'a>(routes: &'a [Route], network: &str) -> Option<&'a Route> {
    let (base, prefix) = network.split_once('/')?;
    let (base, prefix) = (u32::from(base.parse::<Ipv4Addr>().ok()?), prefix.parse::<u32>().ok()?);
    let ours = |name: &str| ["cni", "flannel", "kube-", "veth"].iter().any(|start| name.starts_with(start));
    routes.iter().find(|route| {
        let shorter = prefix.min(route.prefix);
        let mask = u32::MAX.checked_shl(32 - shorter).unwrap_or(0);
        // K3s's own routes to other servers' pods (host-gw) go through a gateway.
        route.prefix > 0
            && !ours(&route.interface)
            && !(route.through_gateway && route.prefix >= 24)
            && base & mask == u32::from(route.network) & mask
    })
}

/// The network that an address of this server lies in, as `a.b.c.d/n`.
pub fn network_of(routes: &[Route], address: IpAddr) -> Option<String> {
    let IpAddr::V4(address) = address else { return None };
    routes
        .iter()
        .filter(|route| !route.through_gateway && route.prefix > 0)
        .filter(|route| {
            let mask = u32::MAX.checked_shl(32 - route.prefix).unwrap_or(0);
            u32::from(address) & mask == u32::from(route.network)
        })
        .max_by_key(|route| route.prefix)
        .map(|route| format!("{}/{}", route.network, route.prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
        eth0\t00000000\t01004D0A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
        eth0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n\
        tun0\t00002A0A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";

    #[test]
    fn a_default_route_an_overlap_and_the_own_network_are_seen() {
        let routes: Vec<Route> = TABLE.lines().skip(1).filter_map(parse).collect();
        assert!(has_default(&routes));
        assert_eq!(overlaps(&routes, "10.42.0.0/16").map(|r| r.interface.as_str()), Some("tun0"));
        assert_eq!(overlaps(&routes, "10.43.0.0/16"), None);
        let address = "10.77.0.11".parse().expect("address");
        assert_eq!(network_of(&routes, address).as_deref(), Some("10.77.0.0/24"));
    }
}
