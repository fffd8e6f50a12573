//! Cookies: reading them, and setting ours the one right way.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use super::Site;

/// The value of a request's cookie, the first of that name (RFC 6265 §5.4).
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Sets a host-only cookie of ours: `HttpOnly`, `SameSite=Lax`, path `/`, `Secure` and the prefix
/// `__Host-` where the site is HTTPS. `seconds` none = until the browser closes.
pub fn set(headers: &mut HeaderMap, site: &Site, base: &str, value: &str, seconds: Option<i64>) {
    let name = site.cookie_name(base);
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if site.secure() { "; Secure" } else { "" };
    append(headers, &format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"));
}

/// Removes a cookie set by [`set`].
pub fn clear(headers: &mut HeaderMap, site: &Site, base: &str) {
    set(headers, site, base, "", Some(0));
}

/// The value of a cookie set by [`set`].
pub fn ours(headers: &HeaderMap, site: &Site, base: &str) -> Option<String> {
    get(headers, &site.cookie_name(base)).filter(|value| !value.is_empty())
}

fn append(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(SET_COOKIE, value);
    }
}
