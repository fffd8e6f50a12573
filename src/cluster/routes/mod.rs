//! What the gateway serves from: Ingresses of our class, Services and their endpoints.

mod feed;
mod read;

use std::collections::BTreeMap;

/// Namespace and name.
pub type Place = (String, String);

/// All that routes are made of, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouteSource {
    /// Whether all three lists were read at least once.
    pub complete: bool,
    /// Ingresses of class `unidash`.
    pub ingresses: BTreeMap<Place, Ingress>,
    /// Services.
    pub services: BTreeMap<Place, Service>,
    /// Their slices of endpoints.
    pub slices: BTreeMap<Place, Slice>,
}

/// An Ingress.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ingress {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its identity.
    pub uid: String,
    /// When it was made (RFC 3339, so text order is time order): the oldest keeps a host.
    pub created: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations: ours begin with `unidash.app/`.
    pub annotations: BTreeMap<String, String>,
    /// Rules in their order.
    pub rules: Vec<IngressRule>,
    /// Where to go when no rule fits.
    pub default_backend: Option<Backend>,
}

/// Paths of one host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IngressRule {
    /// Host, perhaps `*.…`; empty for every host.
    pub host: String,
    /// Its paths.
    pub paths: Vec<IngressPath>,
}

/// One path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngressPath {
    /// Path or prefix.
    pub path: String,
    /// `Exact`; otherwise a prefix, element by element.
    pub exact: bool,
    /// Where it leads.
    pub backend: Backend,
}

/// A Service's port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// Service in the same namespace.
    pub service: String,
    /// Which port.
    pub port: PortName,
}

/// A port by number or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortName {
    /// By number.
    Number(u16),
    /// By name.
    Name(String),
}

/// A Service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
    pub kind: String,
    /// Its addresses; empty when headless.
    pub cluster_ips: Vec<String>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
}

/// A port of a Service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServicePort {
    /// Name; empty if there is one port only. Slices use the same name.
    pub name: String,
    /// Number.
    pub port: u16,
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: String,
    /// `http`, `https`, `kubernetes.io/h2c`, …; empty if nothing is said.
    pub app_protocol: String,
}

/// An EndpointSlice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slice {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The Service that it belongs to.
    pub service: String,
    /// Ports of every endpoint in it.
    pub ports: Vec<SlicePort>,
    /// Endpoints.
    pub endpoints: Vec<Endpoint>,
}

/// A port of an EndpointSlice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlicePort {
    /// The Service port's name.
    pub name: String,
    /// The pod's port; 0 means all.
    pub port: u16,
}

/// A pod behind a Service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// Its addresses: any of them.
    pub addresses: Vec<String>,
    /// Takes new requests.
    pub ready: bool,
    /// Still answers.
    pub serving: bool,
    /// On its way out.
    pub terminating: bool,
    /// The server it runs on.
    pub node: String,
}
