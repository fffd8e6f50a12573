//! May a site be shown in a pane of the desk? What its answer's headers say, read as browsers do.

use http::HeaderMap;
use url::Url;

/// Whether a document with these headers at that address lets the desk frame it: `frame-ancestors`
/// (CSP Level 3 §6.4.2.1) decides where it is there, else `X-Frame-Options` (HTML §7.7).
pub(super) fn may_be_framed(headers: &HeaderMap, site: &Url, desk: &Url) -> bool {
    let values = |name: &str| headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
    let policies = values("content-security-policy");
    let ancestors: Vec<&str> = policies.iter().flat_map(|value| value.split(',')).filter_map(frame_ancestors).collect();
    if !ancestors.is_empty() {
        return ancestors.iter().all(|sources| sources.split_ascii_whitespace().any(|each| fits(each, site, desk)));
    }
    let options = values("x-frame-options");
    let mut options = options.iter().flat_map(|value| value.split(',')).map(|value| value.trim().to_ascii_lowercase());
    // ALLOW-FROM and slips of the pen are ignored by every browser of today.
    !options.any(|option| option == "deny" || (option == "sameorigin" && site.origin() != desk.origin()))
}

/// The sources of a policy's first `frame-ancestors`.
fn frame_ancestors(policy: &str) -> Option<&str> {
    policy.split(';').map(str::trim).find_map(|directive| {
        let (name, sources) =
            directive.split_once(|letter: char| letter.is_ascii_whitespace()).unwrap_or((directive, ""));
        name.eq_ignore_ascii_case("frame-ancestors").then_some(sources)
    })
}

fn fits(source: &str, site: &Url, desk: &Url) -> bool {
    let source = source.to_ascii_lowercase();
    match source.as_str() {
        "*" => true,
        "'self'" => site.origin() == desk.origin(),
        keyword if keyword.starts_with('\'') => false,
        other => match other.strip_suffix(':') {
            Some(scheme) => scheme_fits(scheme, desk),
            None => host_fits(other, site, desk),
        },
    }
}

/// `http` counts for `https`, too (CSP Level 3 §6.7.2.7).
fn scheme_fits(wanted: &str, desk: &Url) -> bool {
    wanted == desk.scheme() || (wanted == "http" && desk.scheme() == "https")
}

fn host_fits(source: &str, site: &Url, desk: &Url) -> bool {
    let (scheme, rest) = source.split_once("://").unwrap_or((site.scheme(), source));
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let name = desk.host_str().unwrap_or_default();
    let named = match host.strip_prefix("*.") {
        Some(parent) => name.strip_suffix(parent).is_some_and(|label| label.ends_with('.')),
        None => host == "*" || host == name,
    };
    let ported = match port {
        Some("*") => true,
        Some(port) => desk.port_or_known_default().is_some_and(|own| own.to_string() == port),
        None => desk.port().is_none(),
    };
    scheme_fits(scheme, desk) && named && ported
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(headers: &[(&'static str, &str)]) -> bool {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, value.parse().unwrap());
        }
        let (site, desk) = ("https://erp.lacaze.lan/start", "https://desk.cloud.lacaze.fr/");
        may_be_framed(&all, &site.parse().unwrap(), &desk.parse().unwrap())
    }

    #[test]
    fn a_site_that_says_nothing_may_be_framed() {
        assert!(framed(&[]));
        assert!(framed(&[("content-security-policy", "default-src 'self'")]));
    }

    #[test]
    fn frame_options_refuse_unless_they_are_no_longer_known() {
        for (value, may) in
            [("DENY", false), ("SameOrigin", false), ("ALLOW-FROM https://x", true), ("deny, deny", false)]
        {
            assert_eq!(framed(&[("x-frame-options", value)]), may, "{value}");
        }
    }

    #[test]
    fn frame_ancestors_beat_frame_options_and_every_policy_counts() {
        let csp = "content-security-policy";
        for (value, may) in [
            ("frame-ancestors *", true),
            ("frame-ancestors", false),
            ("frame-ancestors 'none'", false),
            ("frame-ancestors 'self'", false),
            ("default-src 'self'; Frame-Ancestors https:", true),
            ("frame-ancestors 'self' https://desk.cloud.lacaze.fr", true),
            ("frame-ancestors http://desk.cloud.lacaze.fr", true),
            ("frame-ancestors desk.cloud.lacaze.fr:8443", false),
            ("frame-ancestors *.lacaze.fr:*", true),
            ("frame-ancestors *.desk.cloud.lacaze.fr", false),
            ("frame-ancestors https://portal.lacaze.fr", false),
            ("frame-ancestors *, frame-ancestors 'none'", false),
        ] {
            assert_eq!(framed(&[(csp, value), ("x-frame-options", "DENY")]), may, "{value}");
        }
        assert!(!framed(&[(csp, "frame-ancestors *"), (csp, "frame-ancestors 'self'")]));
    }
}
