//! PEM forms of keys and certificates.
//!
//! ring and rcgen speak PKCS#8, K3s writes its own EC keys as SEC1 (`EC PRIVATE KEY`, RFC 5915).
//! Both carry the same 32 + 65 bytes, so the two directions are a fixed frame around them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::KeyPair;

use crate::node::error::{NodeError, Result};

// PKCS#8 of a P-256 key: everything before and after the private number (RFC 5208, RFC 5915).
const PKCS8_HEAD: [u8; 36] = [
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
    0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
];
const PUBLIC_HEAD: [u8; 5] = [0xa1, 0x44, 0x03, 0x42, 0x00];
// SEC1: the same, with the curve named inside.
const SEC1_HEAD: [u8; 7] = [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];
const SEC1_CURVE: [u8; 12] = [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const PRIVATE_BYTES: usize = 32;
const PUBLIC_BYTES: usize = 65;

/// A P-256 key in SEC1 PEM.
pub fn sec1_pem(key: &KeyPair) -> Result<String> {
    let pkcs8 = key.serialized_der();
    let private = pkcs8.get(PKCS8_HEAD.len()..PKCS8_HEAD.len() + PRIVATE_BYTES);
    let public = pkcs8.get(pkcs8.len().saturating_sub(PUBLIC_BYTES)..);
    let (Some(private), Some(public), true) = (private, public, pkcs8.starts_with(&PKCS8_HEAD)) else {
        return Err(NodeError::internal("a P-256 key in an unknown form"));
    };
    let der = [&SEC1_HEAD[..], private, &SEC1_CURVE, &PUBLIC_HEAD, public].concat();
    Ok(pem("EC PRIVATE KEY", &der))
}

/// Reads a P-256 key from SEC1 or PKCS#8 PEM.
pub fn key_pair_from_pem(text: &str) -> Result<KeyPair> {
    let Some(der) = blocks(text, "EC PRIVATE KEY").into_iter().next() else {
        return KeyPair::from_pem(text).map_err(NodeError::internal);
    };
    let start = SEC1_HEAD.len();
    let private = der.get(start..start + PRIVATE_BYTES);
    let public = der.get(der.len().saturating_sub(PUBLIC_BYTES)..);
    let (Some(private), Some(public), true) = (private, public, der.starts_with(&SEC1_HEAD)) else {
        return Err(NodeError::internal("an EC key that is not P-256"));
    };
    let pkcs8 = [&PKCS8_HEAD[..], private, &PUBLIC_HEAD, public].concat();
    let key = rustls_pki_types::PrivatePkcs8KeyDer::from(pkcs8);
    KeyPair::from_pkcs8_der_and_sign_algo(&key, &rcgen::PKCS_ECDSA_P256_SHA256).map_err(NodeError::internal)
}

/// The certificates of a PEM text, DER, in their order.
pub fn certificates_of(text: &str) -> Vec<Vec<u8>> {
    blocks(text, "CERTIFICATE")
}

fn blocks(text: &str, label: &str) -> Vec<Vec<u8>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    text.split(&begin)
        .skip(1)
        .filter_map(|rest| rest.split_once(&end))
        .filter_map(|(body, _)| STANDARD.decode(body.split_whitespace().collect::<String>()).ok())
        .collect()
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
