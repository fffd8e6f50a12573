//! A certificate that nobody signed, for the minutes before there is a better one.

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};

use super::authority::{subject, validity};
use super::error::CertificateError;
use crate::api::types::CertificatePair;
use crate::clock::Ambient;

const DAYS: u64 = 30;

/// A self-signed certificate for these addresses and names.
pub fn bootstrap(hosts: &[String], ambient: &Ambient) -> Result<CertificatePair, CertificateError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(hosts.to_vec())?;
    params.distinguished_name = subject("UniDash set-up");
    validity(&mut params, ambient.now(), DAYS);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key)?;
    Ok(CertificatePair { names: hosts.to_vec(), chain: certificate.pem(), key: key.serialize_pem() })
}
