//! Cookies that pass the gateway: ours never reach an app, an app's never reach its neighbours.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// Takes the cookies named `ours` out of a request, and joins what HTTP/2 split into several lines
/// (RFC 9113 §8.2.3): many apps read the first line only.
pub fn strip(headers: &mut HeaderMap, ours: &[&str]) {
    let holds = |value: &HeaderValue| ours.iter().any(|name| contains(value.as_bytes(), name.as_bytes()));
    let lines = headers.get_all(COOKIE);
    if lines.iter().count() < 2 && !lines.iter().any(holds) {
        return;
    }
    let kept: Vec<String> = pairs(headers).filter(|(name, _)| !ours.contains(&name.as_str())).map(joined).collect();
    headers.remove(COOKIE);
    if let Ok(value) = HeaderValue::from_str(&kept.join("; "))
        && !value.is_empty()
    {
        headers.insert(COOKIE, value);
    }
}

/// Names of the cookies of a request, without `ours`.
pub fn names(headers: &HeaderMap, ours: &[&str]) -> Vec<String> {
    let mut names: Vec<String> =
        pairs(headers).map(|(name, _)| name).filter(|name| !ours.contains(&name.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Cuts a `Domain` wider than the app's own host: such a cookie would reach all other apps.
pub fn narrow(headers: &mut HeaderMap, host: &str) {
    let wide = |value: &HeaderValue| contains_ignore_case(value.as_bytes(), b"domain");
    if !headers.get_all(SET_COOKIE).iter().any(wide) {
        return;
    }
    let cookies: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for cookie in cookies {
        headers.append(SET_COOKIE, narrowed(&cookie, host).unwrap_or(cookie));
    }
}

/// `Set-Cookie` values that end cookies of these names on this host.
///
/// Not `Clear-Site-Data: "cookies"`: browsers apply that to the whole registrable domain, so one
/// app would sign people out of the desk.
pub fn ending(names: &[String], path: &str) -> Vec<HeaderValue> {
    let folder = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let mut values = Vec::new();
    for name in names {
        values.push(format!("{name}=; Path=/; Max-Age=0; Secure"));
        if !folder.is_empty() && path.trim_start_matches('/').contains('/') && !name.starts_with("__Host-") {
            values.push(format!("{name}=; Path=/{folder}; Max-Age=0; Secure"));
        }
    }
    values.iter().filter_map(|value| HeaderValue::from_str(value).ok()).collect()
}

fn narrowed(cookie: &HeaderValue, host: &str) -> Option<HeaderValue> {
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut changed = false;
    for (index, part) in cookie.as_bytes().split(|byte| *byte == b';').enumerate() {
        if index > 0 && is_domain(part) && !reaches_only(part, host) {
            changed = true;
        } else {
            kept.push(part);
        }
    }
    changed.then(|| HeaderValue::from_bytes(&kept.join(&b';')).ok()).flatten()
}

fn is_domain(part: &[u8]) -> bool {
    let name = part.split(|byte| *byte == b'=').next().unwrap_or_default();
    name.trim_ascii().eq_ignore_ascii_case(b"domain")
}

fn reaches_only(part: &[u8], host: &str) -> bool {
    let value = part.splitn(2, |byte| *byte == b'=').nth(1).unwrap_or_default().trim_ascii();
    let value = value.strip_prefix(b".").unwrap_or(value);
    value.is_empty() || value.eq_ignore_ascii_case(host.as_bytes())
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
        .flat_map(|value| value.split(';'))
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.trim().to_owned(), value.trim().to_owned())
        })
}

fn joined((name, value): (String, String)) -> String {
    format!("{name}={value}")
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn contains_ignore_case(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(value: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, HeaderValue::from_str(value).unwrap());
        narrow(&mut headers, "app.d.example");
        headers.get(SET_COOKIE).unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_domain_wider_than_the_host_is_cut() {
        let table = [
            ("a=1; Domain=d.example; Path=/", "a=1; Path=/"),
            ("a=1; domain=.d.example", "a=1"),
            ("a=1;DOMAIN = d.example;HttpOnly", "a=1;HttpOnly"),
            ("a=1; Domain=other.d.example", "a=1"),
            ("a=1; Domain=d.example; Domain=app.d.example", "a=1; Domain=app.d.example"),
            ("a=1; Domain=app.d.example", "a=1; Domain=app.d.example"),
            ("a=1; Domain=", "a=1; Domain="),
            ("domain=1; Path=/", "domain=1; Path=/"),
        ];
        for (before, after) in table {
            assert_eq!(cookie(before), after, "{before}");
        }
    }

    #[test]
    fn our_cookie_never_reaches_the_app() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-gate=secret; b=x=y"));
        headers.append(COOKIE, HeaderValue::from_static("__Host-gate=again"));
        strip(&mut headers, &["__Host-gate"]);
        assert_eq!(headers.get(COOKIE).unwrap(), "a=1; b=x=y");
        let mut split = HeaderMap::new();
        split.append(COOKIE, HeaderValue::from_static("a=1"));
        split.append(COOKIE, HeaderValue::from_static("b=2"));
        strip(&mut split, &["__Host-gate"]);
        assert_eq!(split.get_all(COOKIE).iter().collect::<Vec<_>>(), ["a=1; b=2"]);
        let mut only = HeaderMap::new();
        only.append(COOKIE, HeaderValue::from_static("__Host-gate=secret"));
        strip(&mut only, &["__Host-gate"]);
        assert!(only.get(COOKIE).is_none());
    }

    #[test]
    fn ended_cookies_are_named_one_by_one() {
        let ended = ending(&["sid".to_owned(), "__Host-x".to_owned()], "/wiki/page");
        let ended: Vec<&str> = ended.iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(
            ended,
            [
                "sid=; Path=/; Max-Age=0; Secure",
                "sid=; Path=/wiki; Max-Age=0; Secure",
                "__Host-x=; Path=/; Max-Age=0; Secure"
            ]
        );
    }
}
