//! How to trust this cloud's own certificates: a page per reader, and the root to download.

use askama::Template;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use super::body::Answer;
use super::pages::{self, Notice, Reader};
use super::reply;
use super::table::Table;
use crate::web::{Nonce, Words};

/// Where this is read: each has its own steps.
const SYSTEMS: [&str; 6] = ["windows", "policy", "macos", "ios", "android", "firefox"];

#[derive(Template)]
#[template(path = "gateway/trust.html")]
struct TrustPage<'p> {
    words: Words,
    style: &'p str,
    nonce: &'p Nonce,
    fingerprint: String,
    systems: [&'static str; 6],
}

impl TrustPage<'_> {
    fn system(&self, system: &str) -> String {
        self.words.say(&format!("gateway-trust-{system}"))
    }

    fn steps(&self, system: &str) -> Vec<String> {
        (1..=4)
            .map(|step| format!("gateway-trust-{system}-{step}"))
            .filter(|key| self.words.has(key))
            .map(|key| self.words.say(&key))
            .collect()
    }
}

/// Answers `/trust…`.
pub fn serve(table: &Table, reader: &Reader, path: &str) -> Response<Answer> {
    let Some(pem) = table.web_root.as_deref() else { return reader.page(Notice::NothingHere) };
    let Ok(der) = CertificateDer::from_pem_slice(pem.as_bytes()) else { return reader.page(Notice::NothingHere) };
    match path {
        "/trust" | "/trust/" => page(reader, &der),
        "/trust/unidash.cer" => download(der.to_vec(), "application/pkix-cert", "unidash.cer"),
        "/trust/unidash.crt" => download(der.to_vec(), "application/x-x509-ca-cert", "unidash.crt"),
        "/trust/unidash.pem" => download(pem.as_bytes().to_vec(), "application/x-pem-file", "unidash.pem"),
        _ => reader.page(Notice::NothingHere),
    }
}

fn page(reader: &Reader, der: &CertificateDer<'_>) -> Response<Answer> {
    let nonce = reader.nonce();
    let page = TrustPage {
        words: reader.words(),
        style: pages::style(),
        nonce: &nonce,
        fingerprint: fingerprint(der),
        systems: SYSTEMS,
    };
    pages::answer(StatusCode::OK, page.render(), &nonce, "'none'")
}

fn download(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response<Answer> {
    let mut response = Response::new(Answer::Whole(http_body_util::Full::new(bytes.into())));
    reply::own(response.headers_mut(), kind);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// SHA-256 of a certificate, as people compare it: pairs of hex digits with colons.
fn fingerprint(der: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, der);
    let pairs: Vec<String> = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    // Eight pairs a line: people compare line by line.
    pairs.chunks(8).map(|line| line.join(":")).collect::<Vec<_>>().join("\n")
}
