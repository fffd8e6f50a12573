//! Framing, fixed in one place: as little as works, and exactly what the manifest records.

use http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::csp;
use super::plan::{Embed, Framing};
use crate::web::Site;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Edits an app's answer so that the desk may frame it.
pub fn admit(headers: &mut HeaderMap, embed: Embed, site: &Site) {
    if embed.policy != Framing::Fix || embed.rung < 2 {
        return;
    }
    let desk = &site.desk();
    let refused = headers.remove(X_FRAME_OPTIONS).is_some();
    if embed.rung >= 3 {
        edit(headers, |policy| csp::admit_ancestor(policy, desk));
    }
    let limited =
        headers.get_all(CONTENT_SECURITY_POLICY).iter().any(|value| value.to_str().is_ok_and(csp::has_ancestors));
    // What X-Frame-Options guarded stays guarded against everybody but the desk.
    if (refused || embed.rung == 2)
        && !limited
        && let Ok(policy) = HeaderValue::from_str(&format!("frame-ancestors 'self' {desk}"))
    {
        headers.append(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets the reporter's script run under the app's policies.
pub fn admit_reporter(headers: &mut HeaderMap, nonce: &str) {
    edit(headers, |policy| csp::admit_nonce(policy, nonce));
}

/// Browsers clear cookies of the whole registrable domain: an app's sign-out would end the desk's.
pub fn keep_neighbours(headers: &mut HeaderMap) {
    let Some(value) = headers.get(CLEAR_SITE_DATA).and_then(|value| value.to_str().ok()) else { return };
    let mut kept: Vec<&str> = Vec::new();
    for word in value.split(',').map(str::trim) {
        match word.trim_matches('"') {
            "cookies" => {}
            "*" => kept.extend(["\"cache\"", "\"storage\""]),
            _ => kept.push(word),
        }
    }
    let kept = kept.join(", ");
    match HeaderValue::from_str(&kept) {
        Ok(value) if !kept.is_empty() => drop(headers.insert(CLEAR_SITE_DATA, value)),
        _ => drop(headers.remove(CLEAR_SITE_DATA)),
    }
}

fn edit(headers: &mut HeaderMap, change: impl Fn(&str) -> String) {
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        return;
    }
    let edited: Vec<HeaderValue> = headers
        .get_all(CONTENT_SECURITY_POLICY)
        .iter()
        .map(|value| {
            let changed = value.to_str().ok().map(&change);
            changed.and_then(|changed| HeaderValue::from_str(&changed).ok()).unwrap_or_else(|| value.clone())
        })
        .collect();
    headers.remove(CONTENT_SECURITY_POLICY);
    for value in edited {
        headers.append(CONTENT_SECURITY_POLICY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(rung: u8, headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        admit(&mut map, Embed { policy: Framing::Fix, rung, reporter: false }, &Site::new("d.example"));
        map
    }

    fn policies(map: &HeaderMap) -> Vec<&str> {
        map.get_all(CONTENT_SECURITY_POLICY).iter().map(|value| value.to_str().unwrap()).collect()
    }

    #[test]
    fn rung_one_edits_nothing() {
        let map = after(1, &[("x-frame-options", "DENY")]);
        assert!(map.contains_key(X_FRAME_OPTIONS) && policies(&map).is_empty());
    }

    #[test]
    fn rung_two_takes_the_old_header_and_leaves_the_policy() {
        let map = after(2, &[("x-frame-options", "DENY"), ("content-security-policy", "default-src 'self'")]);
        assert!(!map.contains_key(X_FRAME_OPTIONS));
        assert_eq!(policies(&map), ["default-src 'self'", "frame-ancestors 'self' https://desk.d.example"]);
        let map = after(2, &[("content-security-policy", "frame-ancestors 'self'")]);
        assert_eq!(policies(&map), ["frame-ancestors 'self'"]);
    }

    #[test]
    fn rung_three_edits_every_policy_header() {
        let map = after(
            3,
            &[("content-security-policy", "default-src 'none'"), ("content-security-policy", "frame-ancestors 'none'")],
        );
        assert_eq!(
            policies(&map),
            [
                "default-src 'none'; frame-ancestors 'self' https://desk.d.example",
                "frame-ancestors https://desk.d.example"
            ]
        );
    }

    #[test]
    fn an_apps_sign_out_does_not_clear_the_neighbours_cookies() {
        let mut map = HeaderMap::new();
        map.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));
        keep_neighbours(&mut map);
        assert_eq!(map[CLEAR_SITE_DATA], "\"cache\", \"storage\"");
        map.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cookies\""));
        keep_neighbours(&mut map);
        assert!(!map.contains_key(CLEAR_SITE_DATA));
    }
}
