//! What a document may be, the same for both drivers: so that what a laptop takes, a cluster takes.

use super::StateError;
use super::store::RawDocument;

/// Largest body, as JSON.
pub const MAX_BODY: usize = 256 * 1024;

/// The body as JSON text, if labels and size are within the rules.
pub fn check(document: &RawDocument) -> Result<Vec<u8>, StateError> {
    for (key, value) in &document.labels {
        if key.is_empty() || key == "kind" || !is_label(key) || !is_label(value) {
            return Err(StateError::Invalid(format!("bad label {key:?} on {:?}", document.name)));
        }
    }
    let body = serde_json::to_vec(&document.body).map_err(|error| StateError::Invalid(error.to_string()))?;
    if body.len() > MAX_BODY {
        return Err(StateError::Invalid(format!("{:?} has {} bytes, over {MAX_BODY}", document.name, body.len())));
    }
    Ok(body)
}

/// Kubernetes' rule for label values: empty, or ≤ 63 characters that begin and end alphanumeric.
fn is_label(text: &str) -> bool {
    let alphanumeric = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= 63
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && alphanumeric(bytes.first())
        && alphanumeric(bytes.last())
}
