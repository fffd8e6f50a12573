//! Names inside the cluster: pods reach `https://id.D` and every other host of this cloud at the
//! gateway of their own server, whatever the company's DNS says.

use serde_json::{Value, json};

use super::super::Facts;
use super::{Apps, AppsError, Plane};
use crate::cluster::{NAMESPACE, Node, Resource};

/// Name of the Service in front of the gateways.
const GATEWAY: &str = "unidash-gateway";
/// Where `CoreDNS` looks for zones of others.
const NAMES: (&str, &str) = ("kube-system", "coredns-custom");

impl Apps {
    /// Lays the names and the ways to and from the gateways, again whenever servers or domain change;
    /// for the leader of the jobs.
    pub async fn reconcile(&self) -> Result<(), AppsError> {
        if self.plane.is_none() || self.site.get().is_none() {
            return Ok(());
        }
        let facts = self.facts().await?;
        if facts.servers.is_empty() {
            return Ok(());
        }
        self.keep_inside_names(&facts).await?;
        self.keep_ways(&facts).await
    }

    pub(super) async fn keep_inside_names(&self, facts: &Facts) -> Result<(), AppsError> {
        let plane = self.plane()?;
        let service = plane.apply(&gateway_service(facts)).await?;
        let nodes = plane.nodes().await?;
        plane.apply(&gateway_slice(facts, &nodes)).await?;
        if let Some(address) = service["spec"]["clusterIP"].as_str().filter(|address| *address != "None") {
            self.keep_zone(plane.as_ref(), facts, address).await?;
        }
        Ok(())
    }

    /// The zone is ours, the map may hold others' as well: only our key is applied, and only when it changed.
    async fn keep_zone(&self, plane: &dyn Plane, facts: &Facts, address: &str) -> Result<(), AppsError> {
        let zone = coredns_zone(&facts.domain, address);
        let there = plane.get(&Resource::of("v1", "ConfigMap"), Some(NAMES.0), NAMES.1).await?;
        if there.is_some_and(|there| there["data"]["unidash.server"] == zone) {
            return Ok(());
        }
        plane
            .apply(&json!({
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": { "name": NAMES.1, "namespace": NAMES.0 },
                "data": { "unidash.server": zone },
            }))
            .await?;
        Ok(())
    }
}

fn ports(facts: &Facts) -> Vec<u16> {
    let mut ports = vec![80, 443, facts.gateway_port()];
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// A Service without selector: only endpoints of the pod's own server count.
pub fn gateway_service(facts: &Facts) -> Value {
    let ports: Vec<Value> = ports(facts)
        .into_iter()
        .map(|port| json!({ "name": format!("p{port}"), "port": port, "targetPort": port, "protocol": "TCP" }))
        .collect();
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": { "name": GATEWAY, "namespace": NAMESPACE, "labels": { "app.kubernetes.io/managed-by": "unidash" } },
        "spec": { "internalTrafficPolicy": "Local", "ports": ports },
    })
}

/// One endpoint per server.
pub fn gateway_slice(facts: &Facts, nodes: &[Node]) -> Value {
    let endpoints: Vec<Value> = nodes
        .iter()
        .filter(|node| !node.internal_ip().is_empty())
        .map(|node| {
            json!({
                "addresses": [node.internal_ip()],
                "nodeName": node.name,
                "conditions": { "ready": true },
            })
        })
        .collect();
    let ports: Vec<Value> = ports(facts)
        .into_iter()
        .map(|port| json!({ "name": format!("p{port}"), "port": port, "protocol": "TCP" }))
        .collect();
    json!({
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": format!("{GATEWAY}-servers"),
            "namespace": NAMESPACE,
            "labels": {
                "kubernetes.io/service-name": GATEWAY,
                "endpointslice.kubernetes.io/managed-by": "unidash",
                "app.kubernetes.io/managed-by": "unidash",
            },
        },
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": ports,
    })
}

/// The zone that answers D and everything below with one address.
pub fn coredns_zone(domain: &str, address: &str) -> String {
    format!(
        "{domain}:53 {{\n    errors\n    template IN A {domain} {{\n        answer \"{{{{ .Name }}}} 60 IN A {address}\"\n    }}\n    \
         template ANY ANY {domain} {{\n        rcode NOERROR\n    }}\n    cache 30\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_answers_every_name_below_the_domain_with_the_gateways_address() {
        let zone = coredns_zone("cloud.example.org", "10.43.0.9");
        assert!(zone.starts_with("cloud.example.org:53 {"));
        assert!(zone.contains("answer \"{{ .Name }} 60 IN A 10.43.0.9\""));
        assert_eq!(gateway_service(&Facts::default())["metadata"]["name"], GATEWAY);
    }
}
