//! Mozilla's roots as one PEM text.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

// Computed once: the list is compiled in.
static MOZILLA: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    for certificate in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let body = STANDARD.encode(certificate.as_ref());
        for line in body.as_bytes().chunks(64) {
            let _ = writeln!(text, "{}", String::from_utf8_lossy(line));
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
});

/// The roots that Mozilla ships, PEM.
pub fn mozilla() -> &'static str {
    &MOZILLA
}
