//! How this gateway proves itself to the other servers' doors.

use std::path::Path;
use std::sync::Arc;

use super::tls::{TlsError, peer_config};
use crate::api::types::CertificatePair;

/// Files that root lays into the role's folder at install and join.
const CERTIFICATE: &str = "peer.crt";
const KEY: &str = "peer.key";
const AUTHORITY: &str = "peer.ca";

/// Our certificate for peers, and the authority that signs theirs.
pub struct PeerLink {
    /// The client's side of TLS.
    pub config: Arc<rustls::ClientConfig>,
}

impl PeerLink {
    /// Reads the three files; none if this server has no peers yet.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let pair = CertificatePair { names: Vec::new(), chain: text(CERTIFICATE)?, key: text(KEY)? };
        match Self::new(&pair, &text(AUTHORITY)?) {
            Ok(link) => Some(link),
            Err(error) => {
                tracing::error!(error = %error, "peer certificate not usable");
                None
            }
        }
    }

    fn new(pair: &CertificatePair, root: &str) -> Result<Self, TlsError> {
        Ok(Self { config: peer_config(pair, root)? })
    }
}
