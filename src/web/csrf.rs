//! Same-site is no protection: an app on `<app>.D` can post to the desk with the person's cookies.
//! Every write needs the session's token and a same-origin request.

use http::HeaderMap;
use http::header::ORIGIN;

/// Header that carries the token.
pub const HEADER: &str = "x-csrf-token";
/// Form field that carries the token.
pub const FIELD: &str = "csrf";

/// Whether a writing request comes from a page of `origin` itself: `Sec-Fetch-Site: same-origin`
/// (Fetch Metadata), or a matching `Origin` where a browser sends no fetch metadata.
pub fn same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let from = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    match (site, from) {
        (Some("same-origin"), from) => from.is_none_or(|from| from == origin),
        (None, Some(from)) => from == origin,
        _ => false,
    }
}

/// Whether the request carries `token`, compared in constant time.
pub fn token_matches(given: Option<&str>, token: &str) -> bool {
    given.is_some_and(|given| same(given.as_bytes(), token.as_bytes()))
}

/// The token in the request's header.
pub fn from_header(headers: &HeaderMap) -> Option<&str> {
    headers.get(HEADER)?.to_str().ok()
}

/// Constant-time comparison.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_sibling_app_is_refused() {
        assert!(!same_origin(&headers(&[("sec-fetch-site", "same-site")]), "https://desk.d"));
        assert!(!same_origin(&headers(&[("origin", "https://evil.d")]), "https://desk.d"));
        assert!(!same_origin(&headers(&[]), "https://desk.d"));
    }

    #[test]
    fn the_desk_itself_passes() {
        assert!(same_origin(&headers(&[("sec-fetch-site", "same-origin")]), "https://desk.d"));
        assert!(same_origin(&headers(&[("origin", "https://desk.d")]), "https://desk.d"));
    }
}
