//! This server and its peers.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Section `[node]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Node {
    /// Name of this server in the cluster. Default `local`.
    pub name: String,
    /// Address that the other servers reach. None on a laptop.
    pub address: Option<IpAddr>,
    /// The other servers that were known when the file was written; later ones come from the cluster.
    pub peers: Vec<Peer>,
}

impl Default for Node {
    fn default() -> Self {
        Self { name: "local".to_owned(), address: None, peers: Vec::new() }
    }
}

/// Another server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// Its name in the cluster.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
}
