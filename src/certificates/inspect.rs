//! Is a certificate from elsewhere good for this cloud? In plain words, before anybody sees it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::ring::{default_provider, sign::any_supported_type};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::api::types::Finding;
use crate::web::Words;

/// A certificate that ends sooner than this deserves a word.
const SOON_DAYS: i64 = 21;
const DAY_SECONDS: i64 = 86_400;

/// SHA-256 of the first certificate of a PEM text, as pairs of hex digits with colons.
pub fn fingerprint(pem: &str) -> Option<String> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    let digest = ring::digest::digest(&ring::digest::SHA256, &der);
    Some(digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":"))
}

/// Findings, and the second at which the certificate ends if it may be used.
pub(super) fn inspect(
    domain: &str,
    chain: &str,
    key: &str,
    now: Timestamp,
    words: Words,
) -> (Vec<Finding>, Option<i64>) {
    let mut report = Report { words, findings: Vec::new() };
    let Some(certificates) = report.chain(chain) else { return (report.findings, None) };
    let Ok((_, leaf)) = X509Certificate::from_der(&certificates[0]) else {
        report.error("chain-unreadable", &[]);
        return (report.findings, None);
    };
    report.key(key, &certificates);
    report.names(&leaf, domain);
    report.time(&leaf, now);
    report.order(&certificates);
    let fit = report.findings.iter().all(|finding| finding.level != "error");
    if fit {
        report.trust(&certificates, domain, now);
    }
    let rank = |finding: &Finding| ["error", "warning", "good"].iter().position(|level| finding.level == *level);
    report.findings.sort_by_key(rank);
    (report.findings, fit.then(|| leaf.validity().not_after.timestamp()))
}

struct Report {
    words: Words,
    findings: Vec<Finding>,
}

impl Report {
    fn chain(&mut self, pem: &str) -> Option<Vec<CertificateDer<'static>>> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        match read {
            Ok(chain) if !chain.is_empty() => Some(chain),
            _ => {
                self.error("chain-unreadable", &[]);
                None
            }
        }
    }

    fn key(&mut self, pem: &str, chain: &[CertificateDer<'static>]) {
        if pem.contains("ENCRYPTED") {
            return self.error("key-locked", &[]);
        }
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).ok();
        let Some(key) = key.and_then(|key| any_supported_type(&key).ok()) else {
            return self.error("key-unreadable", &[]);
        };
        match CertifiedKey::new(chain.to_vec(), key).keys_match() {
            Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
                self.error("key-foreign", &[]);
            }
            _ => self.good("key-fits", &[]),
        }
    }

    fn names(&mut self, leaf: &X509Certificate<'_>, domain: &str) {
        let covered: Vec<String> = leaf
            .subject_alternative_name()
            .ok()
            .flatten()
            .map(|names| names.value.general_names.iter().filter_map(dns_name).collect())
            .unwrap_or_default();
        let missing: Vec<String> = super::names(domain).into_iter().filter(|name| !covered.contains(name)).collect();
        if missing.is_empty() {
            return self.good("names-cover", &[("domain", domain)]);
        }
        let (missing, covered) = (missing.join(", "), covered.join(", "));
        self.error("names-missing", &[("missing", &missing), ("covered", &covered)]);
    }

    fn time(&mut self, leaf: &X509Certificate<'_>, now: Timestamp) {
        let now = now.as_second();
        let (begin, end) = (leaf.validity().not_before.timestamp(), leaf.validity().not_after.timestamp());
        let day = Timestamp::from_second(end).map(|end| end.strftime("%Y-%m-%d").to_string()).unwrap_or_default();
        if end <= now {
            self.error("expired", &[("day", &day)]);
        } else if begin > now {
            self.error("not-yet", &[]);
        } else if end - now < SOON_DAYS * DAY_SECONDS {
            self.warning("ends-soon", &[("day", &day)]);
        } else {
            self.good("valid-until", &[("day", &day)]);
        }
    }

    /// Each certificate must be signed by the next one.
    fn order(&mut self, chain: &[CertificateDer<'static>]) {
        let parsed: Vec<_> = chain.iter().filter_map(|der| Some(X509Certificate::from_der(der).ok()?.1)).collect();
        let broken = parsed.windows(2).any(|pair| pair[0].issuer() != pair[1].subject());
        if broken {
            self.error("chain-order", &[]);
        }
    }

    /// A public authority, or one that every device must be told about.
    fn trust(&mut self, chain: &[CertificateDer<'static>], domain: &str, now: Timestamp) {
        let mut roots = RootCertStore::empty();
        for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let _ = roots.add(root.clone());
        }
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider())).build();
        let name = ServerName::try_from(format!("desk.{domain}"));
        let (Ok(verifier), Ok(name)) = (verifier, name) else { return };
        let moment =
            UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now.as_second()).unwrap_or_default()));
        match verifier.verify_server_cert(&chain[0], &chain[1..], &name, &[], moment) {
            Ok(_) => self.good("trusted", &[]),
            Err(_) => self.warning("private-authority", &[]),
        }
    }

    fn error(&mut self, id: &str, arguments: &[(&str, &str)]) {
        self.say(id, "error", arguments);
    }

    fn warning(&mut self, id: &str, arguments: &[(&str, &str)]) {
        self.say(id, "warning", arguments);
    }

    fn good(&mut self, id: &str, arguments: &[(&str, &str)]) {
        self.say(id, "good", arguments);
    }

    fn say(&mut self, id: &str, level: &str, arguments: &[(&str, &str)]) {
        let remedy = format!("certificates-{id}-remedy");
        self.findings.push(Finding {
            id: id.to_owned(),
            level: level.to_owned(),
            sentence: self.words.tell(&format!("certificates-{id}"), arguments),
            remedy: self.words.has(&remedy).then(|| self.words.tell(&remedy, arguments)),
        });
    }
}

fn dns_name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    }
}
