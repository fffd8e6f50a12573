//! One look at a controller: does the name exist, the port answer, TLS work, and who shows up.

use std::sync::Arc;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use rustls::CertificateError;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::super::active_directory::{Controller, Trust, Witness, connect, start_tls};
use super::super::resolve::Resolve;
use crate::api::types::SeenCertificate;

/// Everything together takes no longer.
const LONGEST: Duration = Duration::from_secs(5);

/// What was seen.
pub(super) enum Seen {
    /// All is well.
    Trusted,
    /// The name has no address.
    NoName,
    /// Nothing takes a connection.
    Closed,
    /// Something answers, but not TLS.
    NotTls,
    /// The certificate is over, or not valid yet.
    Expired,
    /// The certificate is for these names.
    OtherName(Vec<String>),
    /// Nobody we trust vouches for the certificate.
    Untrusted(Box<SeenCertificate>),
}

/// A look at one controller.
pub(super) struct Handshake<'a> {
    pub controller: &'a Controller,
    pub names: &'a dyn Resolve,
    pub trust: Arc<Trust>,
}

impl Handshake<'_> {
    pub(super) async fn run(self) -> Seen {
        let addresses = self.names.resolve(&self.controller.host, self.controller.port).await;
        if addresses.is_empty() {
            return Seen::NoName;
        }
        let Ok(stream) = connect(&addresses, LONGEST / 3).await else { return Seen::Closed };
        timeout(LONGEST, self.shake(stream)).await.unwrap_or(Seen::NotTls)
    }

    async fn shake(self, mut stream: TcpStream) -> Seen {
        if self.controller.starttls && start_tls(&mut stream).await.is_err() {
            return Seen::NotTls;
        }
        let witness = Arc::new(Witness::new(self.trust));
        let (Ok(config), Ok(name)) = (witness.clone().client(), ServerName::try_from(self.controller.host.clone()))
        else {
            return Seen::NoName;
        };
        match TlsConnector::from(config).connect(name, stream).await {
            Ok(_) => Seen::Trusted,
            Err(error) => judge(&error, witness.leaf()),
        }
    }
}

fn judge(error: &std::io::Error, leaf: Option<CertificateDer<'static>>) -> Seen {
    let reason = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let (Some(leaf), Some(rustls::Error::InvalidCertificate(why))) = (leaf, reason) else {
        tracing::debug!(directory.error = %error, "no TLS");
        return Seen::NotTls;
    };
    match why {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Seen::Expired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Seen::OtherName(names(&leaf))
        }
        _ => describe(&leaf).map_or(Seen::NotTls, |seen| Seen::Untrusted(Box::new(seen))),
    }
}

/// DNS names of a certificate.
fn names(der: &CertificateDer<'_>) -> Vec<String> {
    use x509_parser::prelude::GeneralName;
    let Ok((_, certificate)) = x509_parser::parse_x509_certificate(der) else { return Vec::new() };
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else {
        return vec![certificate.subject().to_string()];
    };
    let dns = alternatives.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    });
    dns.collect()
}

fn describe(der: &CertificateDer<'_>) -> Option<SeenCertificate> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    let not_after = jiff::Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()?;
    let fingerprint: Vec<String> = digest(&SHA256, der).as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    Some(SeenCertificate {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        not_after: not_after.to_string(),
        fingerprint: fingerprint.join(":"),
        pem: pem(der),
    })
}

/// RFC 7468 §5.1.
fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let mut lines = vec!["-----BEGIN CERTIFICATE-----"];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        lines.push(line);
        rest = more;
    }
    lines.push("-----END CERTIFICATE-----\n");
    lines.join("\n")
}
