//! The servers as Kubernetes sees them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::object::{self, list_at, text_at};
use super::servers::{Servers, TRY};
use super::{Cluster, ClusterError, Resource, Selection};

const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";

/// An address of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `InternalIP`, `ExternalIP`, `Hostname`, …
    pub kind: String,
    /// The address itself.
    pub address: String,
}

/// A server of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// Condition `Ready`: kubelet reports and all is well.
    pub ready: bool,
    /// Condition `EtcdIsVoter`; `None` where nothing says so (an agent, another distribution).
    pub is_voter: Option<bool>,
    /// Whether it carries the control plane.
    pub is_server: bool,
    /// Whether new pods may come.
    pub schedulable: bool,
    /// Kubelet's version, such as `v1.36.4+k3s1`.
    pub version: String,
    /// Operating system as kubelet names it.
    pub system: String,
    /// What it has: `cpu`, `memory`, `pods`, … in Kubernetes' notation.
    pub capacity: BTreeMap<String, String>,
    /// When it was made (RFC 3339).
    pub created: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Address ranges of its pods.
    pub pod_cidrs: Vec<String>,
    /// Why it is not ready, in Kubernetes' words; empty when it is.
    pub reason: String,
}

impl Node {
    /// The address inside the cluster's network, or empty.
    pub fn internal_ip(&self) -> &str {
        self.addresses.iter().find(|address| address.kind == "InternalIP").map_or("", |address| &address.address)
    }

    /// Reads a Node object.
    pub fn of_object(value: &Value) -> Self {
        let condition = |kind: &str| {
            list_at(value, "/status/conditions").iter().find(|condition| text_at(condition, "/type") == kind)
        };
        let is_true = |condition: &Value| text_at(condition, "/status") == "True";
        let ready = condition("Ready").is_some_and(is_true);
        let labels = object::labels(value);
        Self {
            name: object::name(value).to_owned(),
            addresses: list_at(value, "/status/addresses")
                .iter()
                .map(|address| Address {
                    kind: text_at(address, "/type").to_owned(),
                    address: text_at(address, "/address").to_owned(),
                })
                .collect(),
            ready,
            is_voter: condition("EtcdIsVoter").map(is_true),
            is_server: labels.contains_key(CONTROL_PLANE),
            schedulable: value.pointer("/spec/unschedulable").and_then(Value::as_bool) != Some(true),
            version: text_at(value, "/status/nodeInfo/kubeletVersion").to_owned(),
            system: text_at(value, "/status/nodeInfo/osImage").to_owned(),
            capacity: object::strings(value.pointer("/status/capacity")),
            created: object::created(value).to_owned(),
            labels,
            pod_cidrs: list_at(value, "/spec/podCIDRs")
                .iter()
                .filter_map(|range| range.as_str().map(str::to_owned))
                .collect(),
            reason: condition("Ready")
                .filter(|_| !ready)
                .map_or_else(String::new, |condition| text_at(condition, "/message").to_owned()),
        }
    }
}

impl Cluster {
    /// All servers, by name.
    pub async fn nodes(&self) -> Result<Vec<Node>, ClusterError> {
        let mut nodes: Vec<_> = self.list(&Selection::all(nodes())).await?.iter().map(Node::of_object).collect();
        nodes.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(nodes)
    }

    /// One server.
    pub async fn node(&self, name: &str) -> Result<Option<Node>, ClusterError> {
        Ok(self.get(&nodes(), None, name).await?.as_ref().map(Node::of_object))
    }

    /// Waits until `wanted` holds for the node; answers its last state, `None` if it is not there.
    /// The caller looks whether it holds: `false` from `wanted` after `limit` is no error.
    pub async fn wait_node(
        &self,
        name: &str,
        limit: Duration,
        wanted: impl Fn(&Node) -> bool + Send,
    ) -> Result<Option<Node>, ClusterError> {
        let until = Instant::now() + limit;
        loop {
            let seen = match self.node(name).await {
                Ok(seen) => seen,
                Err(error) if error.is_unreachable() && Instant::now() < until => None,
                Err(error) => return Err(error),
            };
            if seen.as_ref().is_some_and(&wanted) || Instant::now() >= until {
                return Ok(seen);
            }
            sleep(Duration::from_millis(500)).await;
        }
    }

    /// Removes a server from the cluster: its Node (K3s drops the etcd member with it).
    pub async fn delete_node(&self, name: &str) -> Result<bool, ClusterError> {
        self.delete(&nodes(), None, name).await
    }
}

/// Reads where the other servers are; an account that may not list Nodes is told by `learn_servers`.
pub(super) async fn learn_addresses(servers: &Servers) {
    let params = kube::core::params::ListParams::default().labels(CONTROL_PLANE);
    let Ok(request) = kube::core::Request::new(nodes().path(None)).list(&params) else { return };
    if let Ok(answer) = servers.send(request, TRY, true).await {
        let addresses: Vec<_> = list_at(&answer, "/items")
            .iter()
            .map(|node| Node::of_object(node).internal_ip().to_owned())
            .filter(|address| !address.is_empty())
            .collect();
        servers.learn(&addresses);
    }
}

fn nodes() -> Resource {
    Resource::of("v1", "Node")
}
