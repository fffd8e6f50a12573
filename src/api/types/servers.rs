//! Servers and the state of the whole.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Server {
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// `up`, `silent`, `starting` or `unknown`.
    pub state: String,
    /// One sentence in the reader's language.
    pub sentence: String,
    /// Kubernetes says Ready.
    pub ready: bool,
    /// Full member of etcd.
    pub voter: bool,
    /// Version of K3s.
    pub k3s: Option<String>,
    /// Version of UniDash.
    pub unidash: Option<String>,
    /// Load over one minute, per core.
    pub load: Option<f64>,
    /// Memory used, per cent.
    pub memory: Option<u8>,
    /// Disk used, per cent.
    pub disk: Option<u8>,
}

/// The state of the whole in one answer: `unidash status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// Version of the answering core.
    pub version: String,
    /// Server that answers.
    pub server: String,
    /// Domain, once set.
    pub domain: Option<String>,
    /// Set-up is finished.
    pub set_up: bool,
    /// `embedded` or `cluster`.
    pub state: String,
    /// Writes can succeed; otherwise the sentence says why not.
    pub writable: bool,
    /// One sentence when something is wrong.
    pub problem: Option<String>,
    /// Servers.
    pub servers: Vec<Server>,
    /// Installed apps.
    pub apps: Vec<super::InstalledApp>,
}
