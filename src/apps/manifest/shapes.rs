//! Shapes of names, paths and images.

/// Host labels that are the cloud's own.
pub const RESERVED_HOSTS: &[&str] = &["desk", "id", "www"];
/// The cloud's own path on every host.
const OWN_PATH: &str = "/.unidash";

/// A label of DNS: small letters, digits, hyphens inside.
pub fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A host label that an app may have: with `app-` before it, still a name for a namespace.
pub fn is_host(text: &str) -> bool {
    is_label(text) && text.len() <= 40
}

pub(super) fn is_file_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\'])
}

pub(super) fn is_mount(path: &str) -> bool {
    path.starts_with('/')
        && path.len() > 1
        && !path.split('/').any(|part| part == ".." || part == ".")
        && !path.contains(':')
}

pub(super) fn is_web_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with(OWN_PATH)
        && !path.contains("..")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'?' | b'#' | b'%'))
}

pub(super) fn has_tag(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    !image.contains([' ', '$']) && name.split_once(':').is_some_and(|(name, tag)| !name.is_empty() && !tag.is_empty())
}
