//! What a server that joins needs to know, sealed under the code.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{Code, machine_id};
use crate::clock::Ambient;
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;
use crate::node::material::{Material, Trust};
use crate::node::settings::{Settings, Shared};

/// The server that made the code.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct First {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
    /// Digest of its machine-id: a clone would be refused by Kubernetes much later.
    pub machine: String,
}

/// The sealed content.
#[derive(Clone, Serialize, Deserialize)]
pub struct Bundle {
    /// Who made it.
    pub first: First,
    /// Settings that must be equal on all servers.
    pub shared: Shared,
    /// Tokens, root, authorities for peers and door.
    pub trust: Trust,
    /// SHA-256 of our own binary.
    pub own_sha256: String,
    /// Image archives and their SHA-256.
    pub images: Vec<(String, String)>,
}

impl Bundle {
    /// What this server tells.
    pub fn of(host: &Host, settings: &Settings, material: &Material) -> Self {
        Self {
            first: First { name: settings.name.clone(), address: settings.address, machine: machine_id(host) },
            shared: settings.shared.clone(),
            trust: material.trust.clone(),
            own_sha256: settings.own_sha256.clone(),
            images: settings.images.clone(),
        }
    }

    /// Seals it under a code; base64.
    pub fn seal(&self, code: &Code, ambient: &Ambient) -> Result<String> {
        let plain = serde_json::to_vec(self).map_err(NodeError::internal)?;
        Ok(STANDARD.encode(code.seal(&plain, ambient)?))
    }

    /// Opens it with a code.
    pub fn open(code: &Code, sealed: &str) -> Result<Self> {
        let bytes = STANDARD.decode(sealed).map_err(|_| NodeError::not_allowed("code-wrong"))?;
        serde_json::from_slice(&code.open(&bytes)?).map_err(|_| NodeError::failed("other-release"))
    }
}
