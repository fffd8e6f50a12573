//! Every key and certificate that root makes for a server, in one file of root's own.
//!
//! One file, written whole before anything else: a run that is killed leaves all of it or
//! nothing, and the plan (a pure value) is built from it again, byte for byte.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::{NodeError, Result};
use super::host::Host;
use super::pki::{self, Authority, Request};
use crate::clock::Ambient;

/// Where the material is kept (0600, in root's folder).
pub const MATERIAL: &str = "/var/lib/unidash/node/material.json";

/// K3s's five authorities, by file name below `server/tls`.
pub const K3S_AUTHORITIES: [&str; 5] =
    ["server-ca", "client-ca", "request-header-ca", "etcd/server-ca", "etcd/peer-ca"];

/// What only the first server makes and only it keeps whole.
#[derive(Clone, Serialize, Deserialize)]
pub struct Origin {
    /// The cluster root with its key.
    pub root: Authority,
    /// K3s's authorities by name, see [`K3S_AUTHORITIES`].
    pub k3s: BTreeMap<String, Authority>,
    /// Key of service-account tokens.
    pub service_key: String,
}

/// A certificate with its key, as it lies on the disk.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pair {
    /// Chain, PEM.
    pub chain: String,
    /// Key, PEM.
    pub key: String,
    /// When it was issued.
    pub issued: Timestamp,
}

/// What equals on all servers of a cluster and travels sealed in a join code's bundle.
#[derive(Clone, Serialize, Deserialize)]
pub struct Trust {
    /// The cluster root's certificate.
    pub root: String,
    /// Password of the full K3s token for servers.
    pub server_secret: String,
    /// Password of the K3s token for agents: else they would hold the servers'.
    pub agent_secret: String,
    /// Issues the certificates of the cores' and gateways' door `:7443`.
    pub peers: Authority,
    /// Issues what the gateway shows before set-up and for bare addresses.
    pub door: Authority,
}

/// Everything root keeps secret on one server.
#[derive(Clone, Serialize, Deserialize)]
pub struct Material {
    /// Equal on all servers.
    pub trust: Trust,
    /// On the first server only.
    pub origin: Option<Origin>,
    /// Key that seals secrets in this server's SQLite copy, 64 hex digits.
    pub seal_key: String,
    /// Issued certificates by purpose: `core-peer`, `gateway-peer`, `door`, `core-account`,
    /// `gateway-account`.
    pub issued: BTreeMap<String, Pair>,
}

impl std::fmt::Debug for Material {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Material")
    }
}

impl Trust {
    /// The full token of servers: `K10<root's SHA-256>::server:<secret>`.
    pub fn server_token(&self) -> Result<String> {
        Ok(format!("K10{}::server:{}", pki::fingerprint(&self.root)?, self.server_secret))
    }
}

impl Origin {
    fn new(ambient: &Ambient) -> Result<Self> {
        let now = ambient.now();
        let mark = ambient.hex(4);
        let root = Authority::root(&format!("UniDash cluster root {mark}"), now)?;
        let middle = root.below(&format!("UniDash cluster authorities {mark}"), now)?;
        let mut k3s = BTreeMap::new();
        for name in K3S_AUTHORITIES {
            let title = name.replace('/', " ");
            k3s.insert(name.to_owned(), middle.below(&format!("UniDash {title} {mark}"), now)?);
        }
        Ok(Self { root, k3s, service_key: pki::service_key()? })
    }
}

impl Material {
    /// Reads this server's material, if a run has made it.
    pub fn read(host: &Host) -> Result<Option<Self>> {
        let Some(bytes) = host.bytes(MATERIAL)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| NodeError::file(&host.path(MATERIAL), error))
    }

    /// New material for the first server of a new cluster.
    pub fn found(ambient: &Ambient, name: &str, address: IpAddr) -> Result<Self> {
        let now = ambient.now();
        let origin = Origin::new(ambient)?;
        let trust = Trust {
            root: origin.root.chain.clone(),
            server_secret: ambient.hex(32),
            agent_secret: ambient.hex(32),
            peers: origin.root.below("UniDash peers", now)?,
            door: origin.root.below("UniDash door", now)?,
        };
        let mut material = Self::joined(ambient, trust, name, address)?;
        let client = origin.k3s.get("client-ca").cloned();
        material.origin = Some(origin);
        if let Some(client) = client {
            material.issue_accounts(&client, name, now)?;
        }
        Ok(material)
    }

    /// New material for a server that joins, out of the bundle's trust.
    pub fn joined(ambient: &Ambient, trust: Trust, name: &str, address: IpAddr) -> Result<Self> {
        let mut material = Self { trust, origin: None, seal_key: ambient.hex(32), issued: BTreeMap::new() };
        material.issue_peers(name, address, ambient.now())?;
        // The join line pins this key, so it is issued once, for as long as an authority lives.
        let hosts = vec![name.to_owned(), address.to_string()];
        let request = Request { name, hosts, server: true, days: pki::AUTHORITY_DAYS, ..Request::default() };
        let leaf = material.trust.door.issue(&request, ambient.now())?;
        material.keep("door", leaf, ambient.now());
        Ok(material)
    }

    /// Issues the certificates of the door between servers.
    pub fn issue_peers(&mut self, name: &str, address: IpAddr, now: Timestamp) -> Result<()> {
        let hosts = vec![name.to_owned(), address.to_string()];
        for role in ["core", "gateway"] {
            let (common, group) = (format!("{role}.{name}"), format!("unidash:{role}"));
            let request = Request {
                name: &common,
                groups: &[&group],
                hosts: hosts.clone(),
                server: role == "core",
                client: true,
                ..Request::default()
            };
            self.keep(&format!("{role}-peer"), self.trust.peers.issue(&request, now)?, now);
        }
        Ok(())
    }

    /// Issues the certificates by which core and gateway sign in to Kubernetes. They name
    /// service accounts, so rights are given and taken away by RBAC alone.
    pub fn issue_accounts(&mut self, client: &Authority, name: &str, now: Timestamp) -> Result<()> {
        for role in ["core", "gateway"] {
            let common = format!("system:serviceaccount:unidash:{role}-{name}");
            let groups = ["system:serviceaccounts", "system:serviceaccounts:unidash"];
            let request = Request { name: &common, groups: &groups, client: true, ..Request::default() };
            self.keep(&format!("{role}-account"), client.issue(&request, now)?, now);
        }
        Ok(())
    }

    fn keep(&mut self, purpose: &str, leaf: pki::Leaf, issued: Timestamp) {
        self.issued.insert(purpose.to_owned(), Pair { chain: leaf.chain, key: leaf.key, issued });
    }

    /// Whether a certificate was issued more than `days` ago (or never).
    pub fn is_older(&self, purpose: &str, days: i64, now: Timestamp) -> bool {
        self.issued.get(purpose).is_none_or(|pair| now.as_second() - pair.issued.as_second() > days * 86_400)
    }

    /// The seal key as the core reads it: 32 bytes.
    pub fn seal_key_bytes(&self) -> Vec<u8> {
        let digit = |at: usize| self.seal_key.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        (0..self.seal_key.len()).step_by(2).filter_map(digit).collect()
    }

    /// The file's content.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(NodeError::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_carries_the_roots_hash_and_accounts_are_service_accounts() {
        let address = "10.0.0.1".parse().expect("address");
        let material = Material::found(&Ambient::system(), "ud-a", address).expect("material");
        let token = material.trust.server_token().expect("token");
        assert!(token.starts_with("K10") && token[67..].starts_with("::server:"));
        let chain = pki::certificates_of(&material.issued["core-account"].chain);
        let (_, leaf) = x509_parser::parse_x509_certificate(&chain[0]).expect("certificate");
        assert!(leaf.subject().to_string().contains("CN=system:serviceaccount:unidash:core-ud-a"));
        assert_eq!(material.issued.len(), 5);
        let text = material.text().expect("text");
        let back: Material = serde_json::from_str(&text).expect("back");
        assert_eq!(back.text().expect("text"), text);
    }
}
