//! The Kubernetes API: the only room that imports kube and k8s-openapi.
//!
//! Objects are plain JSON ([`serde_json::Value`]); what other rooms need often comes as a small
//! struct: [`Node`], [`RouteSource`], [`WorkloadStatus`]. Every call goes to the server that
//! answers: the local one first, then the others, known from the access and from the Nodes.

mod access;
pub mod definition;
mod error;
mod follow;
mod lease;
mod nodes;
pub mod object;
mod resource;
mod routes;
mod servers;
mod verbs;
mod workload;

use std::sync::Arc;

pub use access::{Credential, KubeAccess};
pub use error::ClusterError;
pub use follow::Followed;
pub use lease::{Lease, LeaseState};
pub use nodes::{Address, Node};
pub use resource::{Resource, Selection};
pub use routes::{
    Backend, Endpoint, Ingress, IngressPath, IngressRule, Place, PortName, RouteSource, Service, ServicePort, Slice,
    SlicePort,
};
pub use verbs::Precondition;
pub use workload::{Workload, WorkloadStatus};

use servers::Servers;

/// Under this name we apply objects: fields that others set stay theirs.
pub const FIELD_MANAGER: &str = "unidash";
/// Everything of our own lies in this namespace.
pub const NAMESPACE: &str = "unidash";
/// API group of our documents, and prefix of our labels and annotations.
pub const GROUP: &str = "unidash.app";
/// Ingresses of this class are served by our gateway.
pub const INGRESS_CLASS: &str = "unidash";

/// A connection to the cluster; cheap to clone.
#[derive(Clone)]
pub struct Cluster {
    servers: Arc<Servers>,
}

impl Cluster {
    /// Prepares the connection and starts to look after it; the cluster need not answer yet.
    pub async fn connect(access: KubeAccess) -> Result<Self, ClusterError> {
        let servers = Arc::new(Servers::new(access.configs().await?)?);
        servers::look_after(&servers);
        Ok(Self { servers })
    }

    /// Whether a server answered lately; the text says why not.
    pub fn reachable(&self) -> Result<(), ClusterError> {
        self.servers.health()
    }

    /// Adds servers (IP addresses or names) that are asked when the first one is silent. The
    /// addresses of control-plane Nodes are added without being told, where the account may list them.
    pub fn learn_servers(&self, addresses: &[String]) {
        self.servers.learn(addresses);
    }

    /// Addresses (`https://…`) of the servers that would be asked, in this order.
    pub fn servers(&self) -> Vec<String> {
        self.servers.addresses()
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cluster").field("servers", &self.servers()).finish()
    }
}
