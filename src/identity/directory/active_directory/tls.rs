//! Whom to believe that it is a controller: the company's authority, a certificate that an
//! administrator confirmed by its fingerprint, else the authorities that the system trusts.

use std::sync::Arc;

use ring::digest::{SHA256, digest};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::api::types::DirectorySettings;
use crate::clock::hex;
use crate::identity::DirectoryError;

/// Authorities of the system, where a distribution keeps them.
const SYSTEM: &str = "/etc/ssl/certs/ca-certificates.crt";

/// What is trusted.
#[derive(Debug)]
pub(in crate::identity::directory) struct Trust {
    /// None = no authority is known; only a confirmed certificate passes.
    chains: Option<Arc<WebPkiServerVerifier>>,
    /// SHA-256 as lower-case hex without colons.
    confirmed: Option<String>,
    provider: Arc<CryptoProvider>,
}

impl Trust {
    /// As the settings say.
    pub(in crate::identity::directory) fn of(settings: &DirectorySettings) -> Result<Self, DirectoryError> {
        let roots = if settings.ca.trim().is_empty() { system() } else { company(&settings.ca)? };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().ok();
        let confirmed = settings.confirmed_fingerprint.as_deref().map(plain).filter(|print| !print.is_empty());
        Ok(Self { chains, confirmed, provider })
    }

    /// As a client's configuration.
    pub(in crate::identity::directory) fn client(self: Arc<Self>) -> Result<Arc<ClientConfig>, DirectoryError> {
        client(self)
    }
}

/// A client's configuration in which `verifier` judges certificates.
pub(super) fn client(verifier: Arc<dyn ServerCertVerifier>) -> Result<Arc<ClientConfig>, DirectoryError> {
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| DirectoryError::Settings(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // Confirmed by a person who compared it with the controller's own: nothing more to prove.
        if self.confirmed.as_deref() == Some(&hex(digest(&SHA256, leaf).as_ref())) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.chains {
            Some(chains) => chains.verify_server_cert(leaf, chain, name, ocsp, now),
            None => Err(rustls::CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, leaf, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, leaf, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A fingerprint without colons and spaces, in lower case.
fn plain(fingerprint: &str) -> String {
    fingerprint.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase()
}

fn company(pem: &str) -> Result<RootCertStore, DirectoryError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| DirectoryError::Settings("the authority is not PEM".to_owned()))?;
        roots
            .add(certificate)
            .map_err(|_| DirectoryError::Settings("the authority is no usable certificate".to_owned()))?;
    }
    if roots.is_empty() {
        return Err(DirectoryError::Settings("the authority's PEM holds no certificate".to_owned()));
    }
    Ok(roots)
}

fn system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    if let Ok(found) = CertificateDer::pem_file_iter(SYSTEM) {
        roots.add_parsable_certificates(found.flatten());
    }
    if roots.is_empty() {
        roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    }
    roots
}
