//! TLS at the door: certificates by host name, swapped without a restart.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::crypto::ring::{Ticketer, default_provider, sign::any_supported_type};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::api::types::CertificatePair;

/// Why a certificate cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The PEM text holds no usable chain or key.
    #[error("certificate or key is not readable: {0}")]
    Unreadable(String),
    /// rustls refuses it.
    #[error("TLS: {0}")]
    Refused(#[from] rustls::Error),
}

/// Certificates by name; the first one added answers where no name fits.
#[derive(Default)]
struct Shown {
    by_name: HashMap<String, Arc<CertifiedKey>>,
    fallback: Option<Arc<CertifiedKey>>,
}

/// The certificates that are shown now; cheap to clone.
#[derive(Clone, Default)]
pub struct Certificates {
    shown: Arc<ArcSwap<Shown>>,
}

impl Certificates {
    /// None yet: handshakes fail until [`Self::show`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows these from now on, the first where no name fits. A pair that cannot be used is left
    /// out and logged: one broken upload never takes the others down.
    pub fn show(&self, pairs: &[CertificatePair]) {
        let mut shown = Shown::default();
        for pair in pairs {
            let key = match certified(pair) {
                Ok(key) => Arc::new(key),
                Err(error) => {
                    tracing::error!(certificate.names = ?pair.names, error = %error, "certificate not usable");
                    continue;
                }
            };
            for name in &pair.names {
                shown.by_name.entry(name.to_ascii_lowercase()).or_insert_with(|| Arc::clone(&key));
            }
            shown.fallback.get_or_insert(key);
        }
        self.shown.store(Arc::new(shown));
    }

    /// Whether any certificate can be shown.
    pub fn is_empty(&self) -> bool {
        self.shown.load().fallback.is_none()
    }

    /// The server's side of TLS: 1.2 and 1.3, HTTP/2 preferred.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config.ticketer = Ticketer::new()?;
        config.ignore_client_order = true;
        Ok(Arc::new(config))
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificates")
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let shown = self.shown.load();
        let Some(name) = hello.server_name() else { return shown.fallback.clone() };
        if let Some(key) = shown.by_name.get(name) {
            return Some(Arc::clone(key));
        }
        let wildcard = name.split_once('.').map(|(_, parent)| format!("*.{parent}"));
        wildcard.and_then(|wildcard| shown.by_name.get(&wildcard).cloned()).or_else(|| shown.fallback.clone())
    }
}

/// The client's side towards peers: our certificate, and only the cluster root is believed.
pub fn peer_config(pair: &CertificatePair, root: &str) -> Result<Arc<rustls::ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in chain_of(root)? {
        roots.add(certificate)?;
    }
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain_of(&pair.chain)?, key_of(&pair.key)?)?;
    Ok(Arc::new(config))
}

fn certified(pair: &CertificatePair) -> Result<CertifiedKey, TlsError> {
    let key = CertifiedKey::new(chain_of(&pair.chain)?, any_supported_type(&key_of(&pair.key)?)?);
    match key.keys_match() {
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) | Ok(()) => Ok(key),
        Err(error) => Err(error.into()),
    }
}

fn chain_of(pem: &str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| TlsError::Unreadable(error.to_string()))?;
    if chain.is_empty() { Err(TlsError::Unreadable("no certificate".to_owned())) } else { Ok(chain) }
}

fn key_of(pem: &str) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|error| TlsError::Unreadable(error.to_string()))
}
