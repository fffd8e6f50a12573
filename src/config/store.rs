//! Where documents are kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Which driver keeps the documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Driver {
    /// SQLite alone: a laptop, a demo, tests.
    #[default]
    Embedded,
    /// Writes to the Kubernetes API, reads from the local copy.
    Cluster,
}

/// Section `[state]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// The driver. Default `embedded`.
    pub driver: Driver,
    /// Folder above the roles' own folders (`core`, `gateway`, `desktop`, `node`). Default `/var/lib/unidash`.
    pub folder: PathBuf,
    /// Kubeconfig of the core's own account. Default `/var/lib/unidash/core/kubeconfig`.
    pub core_kubeconfig: PathBuf,
    /// Kubeconfig of the gateway's read-only account. Default `/var/lib/unidash/gateway/kubeconfig`.
    pub gateway_kubeconfig: PathBuf,
}

impl Default for State {
    fn default() -> Self {
        let folder = PathBuf::from("/var/lib/unidash");
        Self {
            driver: Driver::default(),
            core_kubeconfig: folder.join("core/kubeconfig"),
            gateway_kubeconfig: folder.join("gateway/kubeconfig"),
            folder,
        }
    }
}

impl State {
    /// Folder of one role, for example `core`.
    pub fn role(&self, role: &str) -> PathBuf {
        self.folder.join(role)
    }
}
