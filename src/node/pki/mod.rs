//! The cluster root and what hangs on it: K3s's authorities, peers' certificates, accounts.
//!
//! Shape: root → intermediate → the five authorities of K3s, and root → peer authority. K3s
//! never needs the root's key; it stays in `/var/lib/unidash/node`. See the K3s documentation,
//! “Using custom CA certificates”, for the names and the order of chains.

mod authority;
mod encoding;

use std::time::Duration;

use jiff::Timestamp;
use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, KeyUsagePurpose};

pub use authority::Authority;
pub use encoding::{certificates_of, key_pair_from_pem, sec1_pem};

use super::artefacts::sha256;
use super::error::{NodeError, Result};

/// Days that a leaf certificate lives.
pub const LEAF_DAYS: u64 = 365;
/// Days that an authority lives.
pub const AUTHORITY_DAYS: u64 = 365 * 20;

/// A leaf certificate with its chain, and its key.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Leaf first, then its intermediates, PEM.
    pub chain: String,
    /// The private key, PKCS#8 PEM.
    pub key: String,
}

/// The hash inside a K3s token: SHA-256 of the root's DER form.
pub fn fingerprint(root_pem: &str) -> Result<String> {
    certificates_of(root_pem)
        .last()
        .map(|der| sha256(der))
        .ok_or_else(|| NodeError::internal("no certificate in the root's PEM"))
}

/// The pin of a key for `curl --pinnedpubkey`: `sha256//` and base64 of the SHA-256 of its
/// `SubjectPublicKeyInfo`.
pub fn pin(key_pem: &str) -> Result<String> {
    use base64::Engine as _;
    use rcgen::PublicKeyData as _;
    let spki = key_pair_from_pem(key_pem)?.subject_public_key_info();
    let digest = ring::digest::digest(&ring::digest::SHA256, &spki);
    Ok(format!("sha256//{}", base64::engine::general_purpose::STANDARD.encode(digest.as_ref())))
}

/// A new RSA key for service-account tokens, PKCS#1 PEM, as K3s writes it itself.
pub fn service_key() -> Result<String> {
    use rsa::pkcs1::EncodeRsaPrivateKey as _;
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).map_err(NodeError::internal)?;
    let pem = key.to_pkcs1_pem(rsa::pkcs1::LineEnding::LF).map_err(NodeError::internal)?;
    Ok(pem.as_str().to_owned())
}

/// A certificate request that this room fills in.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// Common name.
    pub name: &'a str,
    /// Organisations: Kubernetes groups of a client certificate.
    pub groups: &'a [&'a str],
    /// Addresses and DNS names.
    pub hosts: Vec<String>,
    /// May prove a server.
    pub server: bool,
    /// May prove a client.
    pub client: bool,
    /// Days it lives; 0 means [`LEAF_DAYS`].
    pub days: u64,
}

fn leaf_parameters(request: &Request<'_>, now: Timestamp) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(request.hosts.clone()).map_err(NodeError::internal)?;
    params.distinguished_name = subject(request.name, request.groups);
    set_validity(&mut params, now, if request.days == 0 { LEAF_DAYS } else { request.days });
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    if request.server {
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    }
    if request.client {
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
    }
    Ok(params)
}

fn subject(name: &str, groups: &[&str]) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    for group in groups {
        subject.push(DnType::OrganizationName, DnValue::Utf8String((*group).to_owned()));
    }
    subject.push(DnType::CommonName, DnValue::Utf8String(name.to_owned()));
    subject
}

// A server whose clock is some minutes behind must still accept a fresh certificate.
const BACKDATED_SECONDS: u64 = 3600;

fn set_validity(params: &mut CertificateParams, now: Timestamp, days: u64) {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + Duration::from_secs(seconds.saturating_sub(BACKDATED_SECONDS));
    params.not_after = epoch + Duration::from_secs(seconds + days * 86_400);
}

#[cfg(test)]
mod tests;
