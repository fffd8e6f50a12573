//! Remembers the certificate that a controller showed, whatever comes of it.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::tls::Trust;
use crate::identity::DirectoryError;

/// Judges as [`Trust`] does and keeps what it saw.
#[derive(Debug)]
pub(in crate::identity::directory) struct Witness {
    trust: Arc<Trust>,
    leaf: Mutex<Option<CertificateDer<'static>>>,
}

impl Witness {
    pub(in crate::identity::directory) fn new(trust: Arc<Trust>) -> Self {
        Self { trust, leaf: Mutex::default() }
    }

    /// The certificate that was shown.
    pub(in crate::identity::directory) fn leaf(&self) -> Option<CertificateDer<'static>> {
        self.leaf.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As a client's configuration.
    pub(in crate::identity::directory) fn client(self: Arc<Self>) -> Result<Arc<ClientConfig>, DirectoryError> {
        super::tls::client(self)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        *self.leaf.lock().unwrap_or_else(PoisonError::into_inner) = Some(leaf.clone().into_owned());
        self.trust.verify_server_cert(leaf, chain, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.trust.verify_tls12_signature(message, leaf, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.trust.verify_tls13_signature(message, leaf, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.supported_verify_schemes()
    }
}
