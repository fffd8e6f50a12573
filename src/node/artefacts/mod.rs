//! The files that make a server: our own binary, K3s, image archives; pinned, hashed, placed.

mod fetch;
mod pin;
mod source;

pub use fetch::{Fetcher, hash_file, place};
pub use pin::{Architecture, Release, release};
pub use source::{AIRGAP, Artefact, Artefacts, Origin, SourceOptions, choose};

/// Folder of the artefacts on a server; the core serves it to servers that join.
pub const FOLDER: &str = "/var/lib/unidash/artefacts";
/// Name of our own binary in [`FOLDER`].
pub const OWN_BINARY: &str = "unidash";
/// Name of K3s in [`FOLDER`].
pub const K3S_BINARY: &str = "k3s";

/// Lower-case hex of the SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> String {
    crate::clock::hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

/// Whether a text is a SHA-256 in hex.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a file name can be served and placed: one plain component.
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 128
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte))
}
