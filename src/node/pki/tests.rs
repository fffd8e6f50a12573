//! Tests of the authorities.

use super::*;

fn at() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("moment")
}

#[test]
fn a_key_survives_both_forms() {
    let key = rcgen::KeyPair::generate().expect("key");
    let text = sec1_pem(&key).expect("sec1");
    assert!(text.starts_with("-----BEGIN EC PRIVATE KEY-----\n"));
    let back = key_pair_from_pem(&text).expect("back");
    assert_eq!(back.serialize_pem(), key.serialize_pem());
}

#[test]
fn a_leaf_below_two_authorities_carries_the_intermediates_but_not_the_root() {
    let root = Authority::root("root", at()).expect("root");
    let middle = root.below("middle", at()).expect("middle");
    let lowest = middle.below("lowest", at()).expect("lowest");
    assert_eq!(certificates_of(&lowest.chain).len(), 3);
    assert_eq!(lowest.root_pem(), root.chain);
    let request = Request { name: "x", hosts: vec!["10.0.0.1".to_owned()], server: true, ..Request::default() };
    let leaf = lowest.issue(&request, at()).expect("leaf");
    assert_eq!(certificates_of(&leaf.chain).len(), 3);
    assert_eq!(fingerprint(&lowest.chain).expect("hash"), fingerprint(&root.chain).expect("hash"));
    assert_eq!(fingerprint(&root.chain).expect("hash").len(), 64);
}

#[test]
fn a_chain_verifies_with_the_root_alone() {
    let root = Authority::root("root", at()).expect("root");
    let middle = root.below("middle", at()).expect("middle").below("lowest", at()).expect("lowest");
    let request = Request { name: "x", hosts: vec!["10.0.0.1".to_owned()], server: true, ..Request::default() };
    let leaf = middle.issue(&request, at()).expect("leaf");
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificates_of(&root.chain).remove(0).into()).expect("root");
    let verifier = rustls::client::WebPkiServerVerifier::builder_with_provider(
        roots.into(),
        rustls::crypto::ring::default_provider().into(),
    )
    .build()
    .expect("verifier");
    let chain: Vec<rustls_pki_types::CertificateDer<'static>> =
        certificates_of(&leaf.chain).into_iter().map(Into::into).collect();
    let moment = rustls_pki_types::UnixTime::since_unix_epoch(Duration::from_secs(1_790_000_100));
    let name = rustls_pki_types::ServerName::try_from("10.0.0.1").expect("name");
    rustls::client::danger::ServerCertVerifier::verify_server_cert(
        verifier.as_ref(),
        &chain[0],
        &chain[1..],
        &name,
        &[],
        moment,
    )
    .expect("verified");
}

/// K3s finds the root of a chain, whose hash the token carries, by its key identifiers: a root is
/// a certificate after the first that names no issuer's key or its own (clientaccess, `hashCA`).
#[test]
fn the_root_is_found_as_k3s_finds_it() {
    use x509_parser::extensions::ParsedExtension;
    let root = Authority::root("root", at()).expect("root");
    let lowest = root.below("middle", at()).expect("middle").below("lowest", at()).expect("lowest");
    let keys = |der: &[u8]| {
        let (_, certificate) = x509_parser::parse_x509_certificate(der).expect("certificate");
        let (mut own, mut issuer) = (Vec::new(), Vec::new());
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(key) => own = key.0.to_vec(),
                ParsedExtension::AuthorityKeyIdentifier(key) => {
                    issuer = key.key_identifier.as_ref().expect("identifier").0.to_vec();
                }
                _ => {}
            }
        }
        (own, issuer)
    };
    let chain: Vec<_> = certificates_of(&lowest.chain).iter().map(|der| keys(der)).collect();
    let roots: Vec<usize> = (1..chain.len()).filter(|at| chain[*at].0 == chain[*at].1).collect();
    assert_eq!(roots, [2]);
    assert!(chain.windows(2).all(|pair| pair[0].1 == pair[1].0), "each names the key above it");
}

#[test]
fn the_pin_has_curls_form() {
    let root = Authority::root("root", at()).expect("root");
    let pin = pin(&root.key).expect("pin");
    assert!(pin.starts_with("sha256//") && pin.len() == 8 + 44);
}
