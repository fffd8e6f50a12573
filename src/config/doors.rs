//! Addresses and sockets.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Section `[doors]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Doors {
    /// Plain HTTP of the gateway; answers with a redirect. Default `[::]:80`.
    pub http: SocketAddr,
    /// HTTPS of the gateway. Default `[::]:443`.
    pub https: SocketAddr,
    /// The peers' door of the core, certificates on both sides. Default `[::]:7443`.
    pub peer: SocketAddr,
    /// Folder of the roles' sockets. Default `/run/unidash`.
    pub run: PathBuf,
}

impl Default for Doors {
    fn default() -> Self {
        let any = std::net::IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED);
        Self {
            http: SocketAddr::new(any, 80),
            https: SocketAddr::new(any, 443),
            peer: SocketAddr::new(any, 7443),
            run: PathBuf::from("/run/unidash"),
        }
    }
}

impl Doors {
    /// Socket of the core.
    pub fn core(&self) -> PathBuf {
        self.run.join("core.sock")
    }

    /// Socket of the desktop.
    pub fn desktop(&self) -> PathBuf {
        self.run.join("desktop.sock")
    }

    /// Socket of the gateway: health and metrics only.
    pub fn gateway(&self) -> PathBuf {
        self.run.join("gateway.sock")
    }
}
