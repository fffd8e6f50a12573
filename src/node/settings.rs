//! What a server is told: its own name and address, and what is equal on all servers.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::error::{NodeError, Result};
use super::host::Host;

/// Where the settings are kept, so that a second run needs no options.
pub const SETTINGS: &str = "/var/lib/unidash/node/settings.json";
/// Addresses of pods (K3s's default).
pub const POD_NETWORK: &str = "10.42.0.0/16";
/// Addresses of Services (K3s's default).
pub const SERVICE_NETWORK: &str = "10.43.0.0/16";

/// The tunnel between servers that the kernel itself encrypts (a value of K3s's `flannel-backend`).
pub const WIREGUARD: &str = "wireguard-native";

/// Equal on all servers: K3s refuses a join otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// `wireguard-native` where the kernel has it, else `vxlan`.
    pub flannel_backend: String,
    /// Further names and addresses of the Kubernetes API.
    pub api_names: Vec<String>,
    /// SHA-256 of the K3s binary.
    pub k3s_sha256: String,
    /// Whether that is the pinned release.
    pub k3s_is_pinned: bool,
}

/// Which part a server plays while it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "kebab-case")]
pub enum Part {
    /// The one where `unidash install` ran.
    First,
    /// A server that joined `first`.
    Joined {
        /// Address of the first server.
        first: IpAddr,
        /// Its name.
        first_name: String,
    },
}

/// Everything this server is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Name in the cluster; never changes.
    pub name: String,
    /// Address that the other servers reach; etcd's peer URL is fixed to it.
    pub address: IpAddr,
    /// First or joined.
    pub part: Part,
    /// Equal on all servers.
    pub shared: Shared,
    /// Findings that were accepted; `doctor` repeats them for ever.
    pub accepted: Vec<String>,
    /// The artefacts beside our binary and K3s: image archives and their SHA-256.
    pub images: Vec<(String, String)>,
    /// SHA-256 of our own binary.
    pub own_sha256: String,
}

impl Settings {
    /// Whether the person accepted a finding of the preflight.
    pub fn accepts(&self, id: &str) -> bool {
        self.accepted.iter().any(|accepted| accepted == id)
    }

    /// The settings of an earlier run on this server.
    pub fn read(host: &Host) -> Result<Option<Self>> {
        let Some(bytes) = host.bytes(SETTINGS)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| NodeError::file(&host.path(SETTINGS), error))
    }

    /// The file's content.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(NodeError::internal)
    }
}

/// Checks a name for a server: a DNS label, because Kubernetes and certificates carry it.
pub fn check_name(name: &str) -> Result<String> {
    let fine = !name.is_empty()
        && name.len() <= 52
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-');
    if fine { Ok(name.to_owned()) } else { Err(NodeError::wrong_use("name-malformed").with("name", name)) }
}

/// A server's name out of its host name: the first label, lower case.
pub fn name_from_host(host_name: &str) -> String {
    let label = host_name.trim().split('.').next().unwrap_or_default().to_ascii_lowercase();
    let clean: String = label.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let clean = clean.trim_matches('-');
    let end = clean.char_indices().nth(52).map_or(clean.len(), |(at, _)| at);
    clean[..end].trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_dns_labels() {
        assert_eq!(name_from_host("Web_01.example.lan\n"), "web-01");
        assert!(check_name("ud-a").is_ok());
        for bad in ["", "-a", "A", "a.b", "a_b", &"x".repeat(60)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }
}
