//! What browsers will check, checked here.

use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::*;
use crate::web::Language;

const D: &str = "cloud.example.org";

fn accepts(root: &str, chain: &str, host: &str) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    let leaf = CertificateDer::from_pem_slice(chain.as_bytes()).unwrap();
    let now = u64::try_from(Ambient::system().now().as_second()).unwrap();
    let moment = UnixTime::since_unix_epoch(Duration::from_secs(now));
    let name = ServerName::try_from(host.to_owned()).unwrap();
    verifier.verify_server_cert(&leaf, &[], &name, &[], moment).is_ok()
}

#[test]
fn the_web_root_vouches_for_its_domain_and_for_nothing_else() {
    let now = Ambient::system().now();
    let root = Authority::new(D, now).unwrap();
    let (chain, _, _) = root.leaf(D, now).unwrap();
    for host in [D, "desk.cloud.example.org", "rss.cloud.example.org"] {
        assert!(accepts(&root.certificate, &chain, host), "{host}");
    }
    let (foreign, _, _) = root.leaf("bank.example", now).unwrap();
    assert!(!accepts(&root.certificate, &foreign, "bank.example"));
    assert!(!accepts(&root.certificate, &foreign, "www.bank.example"));
}

#[test]
fn a_leaf_lives_at_most_397_days() {
    let now = Ambient::system().now();
    let (chain, _, _) = Authority::new(D, now).unwrap().leaf(D, now).unwrap();
    let der = CertificateDer::from_pem_slice(chain.as_bytes()).unwrap();
    let (_, leaf) =
        <x509_parser::prelude::X509Certificate as x509_parser::prelude::FromDer<_>>::from_der(&der).unwrap();
    let seconds = leaf.validity().not_after.timestamp() - leaf.validity().not_before.timestamp();
    assert!(seconds <= 397 * DAY_SECONDS, "{seconds}");
}

fn ids(findings: &[Finding], level: &str) -> Vec<String> {
    findings.iter().filter(|finding| finding.level == level).map(|finding| finding.id.clone()).collect()
}

#[test]
fn an_uploaded_certificate_is_judged_in_plain_words() {
    let now = Ambient::system().now();
    let words = Words::of(Language::En);
    let root = Authority::new(D, now).unwrap();
    let (chain, key, _) = root.leaf(D, now).unwrap();
    let judge = |domain: &str, chain: &str, key: &str| inspect::inspect(domain, chain, key, now, words);

    let (good, usable) = judge(D, &chain, &key);
    assert!(usable.is_some());
    assert_eq!(ids(&good, "warning"), ["private-authority"]);
    assert_eq!(ids(&judge(D, "rubbish", &key).0, "error"), ["chain-unreadable"]);
    assert_eq!(ids(&judge(D, &chain, "rubbish").0, "error"), ["key-unreadable"]);
    assert_eq!(ids(&judge(D, &chain, "-----BEGIN ENCRYPTED PRIVATE KEY-----").0, "error"), ["key-locked"]);
    let (_, other, _) = root.leaf(D, now).unwrap();
    assert_eq!(ids(&judge(D, &chain, &other).0, "error"), ["key-foreign"]);
    let (names, _) = judge("other.example.org", &chain, &key);
    assert_eq!(ids(&names, "error"), ["names-missing"]);
    assert!(names[0].sentence.contains("*.other.example.org"), "{}", names[0].sentence);
    let wrong_order = format!("{chain}{chain}");
    assert_eq!(ids(&judge(D, &wrong_order, &key).0, "error"), ["chain-order"]);
    let late = Timestamp::from_second(now.as_second() + 400 * DAY_SECONDS).unwrap();
    assert_eq!(ids(&inspect::inspect(D, &chain, &key, late, words).0, "error"), ["expired"]);
}

use jiff::Timestamp;

#[test]
fn mozillas_roots_are_in_the_bundle() {
    assert!(mozilla().matches("BEGIN CERTIFICATE").count() > 100);
}
