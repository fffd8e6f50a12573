//! Who may talk to whom: nothing, except what is listed here.

use serde_json::{Value, json};

use super::super::facts::first_two;
use super::super::manifest::{Egress, Mode};
use super::object::{COMPONENT, Maker};
use super::values::Values;

const POLICY: &str = "networking.k8s.io/v1";
/// What is no public address (RFC 6890): our pods and servers, and everybody's private networks.
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
const SPECIAL: &[&str] = &["127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/4"];

/// The policies of an app's namespace.
pub(super) fn policies(values: &Values, maker: &Maker) -> Vec<Value> {
    let policy =
        |name: &str, spec: Value| maker.object(POLICY, "NetworkPolicy", name, "network", json!({ "spec": spec }));
    let mut all = vec![
        policy("default-deny", json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] })),
        policy(
            "within",
            json!({
                "podSelector": {},
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [{ "from": [{ "podSelector": {} }] }],
                "egress": [{ "to": [{ "podSelector": {} }] }],
            }),
        ),
        policy(
            "names",
            json!({
                "podSelector": {},
                "policyTypes": ["Egress"],
                "egress": [{
                    "to": [{
                        "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } },
                        "podSelector": { "matchLabels": { "k8s-app": "kube-dns" } },
                    }],
                    "ports": [{ "port": 53, "protocol": "UDP" }, { "port": 53, "protocol": "TCP" }],
                }],
            }),
        ),
        policy("from-gateway", from_gateway(values)),
    ];
    let mut egress = values.manifest.network.egress.clone();
    if values.manifest.sso.mode == Mode::Oidc {
        egress.push(Egress::Cloud);
    }
    egress.sort();
    egress.dedup();
    for destination in egress {
        let (name, rule) = to(values, destination);
        all.push(policy(name, json!({
            "podSelector": { "matchExpressions": [
                { "key": COMPONENT, "operator": "In", "values": values.manifest.services.keys().collect::<Vec<_>>() },
            ] },
            "policyTypes": ["Egress"],
            "egress": unless_empty(&rule, "to"),
        })));
    }
    all
}

/// Gateways run on the servers: a remote one arrives from the first addresses of its pod range.
fn from_gateway(values: &Values) -> Value {
    let exposed: Vec<&str> = values.manifest.exposure.iter().map(|exposure| exposure.service.as_str()).collect();
    let mut ports: Vec<u16> =
        exposed.iter().filter_map(|name| values.manifest.services.get(*name)).map(|service| service.port).collect();
    ports.sort_unstable();
    ports.dedup();
    let mut sources: Vec<String> = values.facts.servers.clone();
    sources.extend(values.facts.pod_ranges.iter().flat_map(|range| first_two(range)));
    let mut exposed = exposed;
    exposed.sort_unstable();
    exposed.dedup();
    let rule = json!({
        "from": sources.iter().map(|source| block(source)).collect::<Vec<_>>(),
        "ports": ports.iter().map(|port| json!({ "port": port, "protocol": "TCP" })).collect::<Vec<_>>(),
    });
    json!({
        "podSelector": { "matchExpressions": [{ "key": COMPONENT, "operator": "In", "values": exposed }] },
        "policyTypes": ["Ingress"],
        "ingress": unless_empty(&rule, "from"),
    })
}

/// A rule without addresses would stand for all of them: then there is no rule.
fn unless_empty(rule: &Value, key: &str) -> Value {
    if rule[key].as_array().is_some_and(Vec::is_empty) { json!([]) } else { json!([rule]) }
}

fn to(values: &Values, destination: Egress) -> (&'static str, Value) {
    let tcp = |ports: &[u16]| ports.iter().map(|port| json!({ "port": port, "protocol": "TCP" })).collect::<Vec<_>>();
    match destination {
        Egress::Internet => {
            let except: Vec<&str> = PRIVATE.iter().chain(SPECIAL).copied().collect();
            let public = json!({ "ipBlock": { "cidr": "0.0.0.0/0", "except": except } });
            ("to-internet", json!({ "to": [public], "ports": tcp(&[80, 443]) }))
        }
        Egress::Lan => ("to-lan", json!({ "to": lan(values) })),
        Egress::Smtp => ("to-smtp", json!({ "to": [everywhere()], "ports": tcp(&[25, 465, 587]) })),
        Egress::Ldap => ("to-ldap", json!({ "to": [everywhere()], "ports": tcp(&[389, 636]) })),
        Egress::Cloud => {
            let servers: Vec<Value> = values.facts.servers.iter().map(|server| block(server)).collect();
            ("to-cloud", json!({ "to": servers, "ports": tcp(&[values.facts.gateway_port()]) }))
        }
    }
}

/// Private networks without the pods' own and without the servers.
fn lan(values: &Values) -> Vec<Value> {
    let inside: Vec<String> = values
        .facts
        .pod_ranges
        .iter()
        .cloned()
        .chain(values.facts.servers.iter().map(|server| format!("{server}/32")))
        .collect();
    PRIVATE
        .iter()
        .map(|range| {
            let mut except: Vec<&String> = inside.iter().filter(|one| within(one, range)).collect();
            except.sort();
            let mut block = json!({ "cidr": range });
            if !except.is_empty() {
                block["except"] = json!(except);
            }
            json!({ "ipBlock": block })
        })
        .collect()
}

fn everywhere() -> Value {
    json!({ "ipBlock": { "cidr": "0.0.0.0/0", "except": SPECIAL } })
}

fn block(address: &str) -> Value {
    let length = if address.contains(':') { 128 } else { 32 };
    json!({ "ipBlock": { "cidr": format!("{address}/{length}") } })
}

/// Whether the range `inner` lies within `outer` (version 4).
fn within(inner: &str, outer: &str) -> bool {
    let parse = |range: &str| {
        let (network, length) = range.split_once('/')?;
        Some((u32::from(network.parse::<std::net::Ipv4Addr>().ok()?), length.parse::<u32>().ok()?))
    };
    let (Some((inner, longer)), Some((outer, length))) = (parse(inner), parse(outer)) else { return false };
    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length)).unwrap_or(0);
    longer >= length && inner & mask == outer & mask
}
