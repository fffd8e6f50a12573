//! The web root as an authority: it signs leaves for one domain and nothing else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};

use super::error::CertificateError;

/// Days that the root lives.
const ROOT_DAYS: u64 = 3650;
/// Days that a leaf lives: browsers refuse more than 398 even from own roots on some systems.
pub(super) const LEAF_DAYS: u64 = 396;
/// A device whose clock is behind must still accept a fresh certificate.
const BACKDATED: u64 = 3600;

/// The web root with its key, PEM.
pub(super) struct Authority {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    /// A new root that may vouch for `domain` and what is below it, and for no address.
    pub fn new(domain: &str, now: Timestamp) -> Result<Self, CertificateError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name = subject(&format!("UniDash {domain}"));
        validity(&mut params, now, ROOT_DAYS);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName(domain.to_owned())],
            excluded_subtrees: vec![
                every_address(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
                every_address(IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
            ],
        });
        let certificate = params.self_signed(&key)?;
        Ok(Self { certificate: certificate.pem(), key: key.serialize_pem() })
    }

    /// The root as it is kept.
    pub fn load(certificate: &str, key: &str) -> Self {
        Self { certificate: certificate.to_owned(), key: key.to_owned() }
    }

    /// A certificate for D and `*.D`: chain, key, and the second at which it ends.
    pub fn leaf(&self, domain: &str, now: Timestamp) -> Result<(String, String, i64), CertificateError> {
        let issuer = Issuer::from_ca_cert_pem(&self.certificate, KeyPair::from_pem(&self.key)?)?;
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(super::names(domain))?;
        params.distinguished_name = subject(domain);
        let not_after = validity(&mut params, now, LEAF_DAYS);
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let leaf = params.signed_by(&key, &issuer)?;
        Ok((leaf.pem(), key.serialize_pem(), not_after))
    }
}

/// Sets when a certificate begins and ends; gives the end in seconds since the epoch.
pub(super) fn validity(params: &mut CertificateParams, now: Timestamp, days: u64) -> i64 {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let end = seconds + days * 86_400;
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + Duration::from_secs(seconds.saturating_sub(BACKDATED));
    params.not_after = epoch + Duration::from_secs(end);
    i64::try_from(end).unwrap_or(i64::MAX)
}

/// A subject with a common name (64 characters at most, RFC 5280 appendix A).
pub(super) fn subject(name: &str) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name.chars().take(64).collect::<String>());
    subject
}

fn every_address(address: IpAddr) -> GeneralSubtree {
    GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, 0))
}
