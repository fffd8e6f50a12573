//! Is the Kubernetes API that we are about to trust with the token the one of this cloud?

use std::net::SocketAddr;
use std::time::Duration;

use crate::node::error::{NodeError, Result};
use crate::node::pki;

const PATIENCE: Duration = Duration::from_secs(6);

/// The Kubernetes API of the first server must belong to the root inside the bundle: otherwise
/// the token would be shown to a stranger.
pub async fn check_authority(address: SocketAddr, root: &str) -> Result<()> {
    let mut roots = rustls::RootCertStore::empty();
    for der in pki::certificates_of(root) {
        roots.add(der.into()).map_err(NodeError::internal)?;
    }
    let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(NodeError::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let unreachable = |cause: String| NodeError::not_reachable("api").with("address", address).with("cause", cause);
    let stream = tokio::time::timeout(PATIENCE, tokio::net::TcpStream::connect(address))
        .await
        .map_err(|_| unreachable("silence".to_owned()))?
        .map_err(|error| unreachable(error.to_string()))?;
    let name = rustls_pki_types::ServerName::from(address.ip());
    match tokio_rustls::TlsConnector::from(std::sync::Arc::new(tls)).connect(name, stream).await {
        Ok(_) => Ok(()),
        Err(error) if error.to_string().contains("certificate") => {
            Err(NodeError::not_allowed("wrong-authority").with("address", address))
        }
        Err(error) => Err(unreachable(error.to_string())),
    }
}
