//! Headers at the door: what one connection only may say, what only the gateway may say.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use http::header::{
    CONNECTION, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Version};

use crate::clock::Ambient;

const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const HTTP2_SETTINGS: HeaderName = HeaderName::from_static("http2-settings");
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that speak about one connection (RFC 9110 §7.6.1). `Expect: 100-continue` is answered by
/// ourselves, and nobody is asked to go over to HTTP/2 in plain (RFC 9113 §3.1): behind such a switch
/// requests would pass unseen.
const HOP_BY_HOP: [HeaderName; 11] = [
    CONNECTION,
    EXPECT,
    HTTP2_SETTINGS,
    KEEP_ALIVE,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    PROXY_CONNECTION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

// What apps widely believe when a proxy says it: never from outside, with `-` or `_`. Who somebody
// is, and where a request came from; every header that begins so.
const BELIEVED: [&str; 9] = [
    "x-unidash-",
    "remote-",
    "x-remote-",
    "x-forwarded",
    "x-auth-request-",
    "x-webauth-",
    "x-authentik-",
    "x-original-",
    "x-rewrite-",
];

// The same, by their whole names.
const FORGEABLE: [&str; 15] = [
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "fastly-client-ip",
    "forwarded",
    "front-end-https",
    "true-client-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-envoy-external-address",
    "x-host",
    "x-real-ip",
    "x-request-id",
    "x-scheme",
    "x-url-scheme",
    "x-user",
];

/// Makes the identifiers that tie a request's log lines together.
pub struct RequestIds {
    process: String,
    next: AtomicU64,
}

impl RequestIds {
    /// A source whose identifiers differ from those of any other process.
    pub fn new(ambient: &Ambient) -> Self {
        Self { process: ambient.hex(6), next: AtomicU64::new(1) }
    }

    /// The next identifier.
    pub fn next(&self) -> String {
        format!("{}-{:x}", self.process, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// Where a request came from.
#[derive(Debug, Clone)]
pub struct From {
    /// Address of the browser, as it is written into headers.
    address: HeaderValue,
    /// It came over TLS.
    pub https: bool,
}

impl From {
    /// A connection from this address; made once for all its requests.
    pub fn new(address: IpAddr, https: bool) -> Self {
        let text = address.to_canonical().to_string();
        Self { address: HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("0.0.0.0")), https }
    }
}

/// Whether a request asks for a WebSocket: the only way to leave HTTP that passes the door. Behind any
/// other one (`h2c`) requests would pass unseen.
pub fn wants_upgrade(version: Version, headers: &HeaderMap) -> bool {
    version == Version::HTTP_11
        && headers.get(UPGRADE).is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"))
        && headers.get_all(CONNECTION).iter().any(|value| names_token(value, "upgrade"))
}

/// Removes what speaks about one connection, and what `Connection` names.
pub fn drop_hop_by_hop(headers: &mut HeaderMap) {
    if headers.contains_key(CONNECTION) {
        let named: Vec<HeaderName> = headers
            .get_all(CONNECTION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|token| HeaderName::from_bytes(token.trim().as_bytes()).ok())
            .filter(|name| !matches!(name.as_str(), "host" | "cookie" | "authorization" | "content-length"))
            .collect();
        for name in named {
            headers.remove(name);
        }
    }
    for name in &HOP_BY_HOP {
        headers.remove(name);
    }
}

/// Removes what nobody outside may say: identities, forwarding, our own words. `more` are the
/// headers that this route's app believes. A CGI app reads `Remote_User` and `Remote-User` as one.
pub fn drop_forged(headers: &mut HeaderMap, more: &[HeaderName]) {
    let forged: Vec<HeaderName> = headers.keys().filter(|name| is_reserved(name.as_str(), more)).cloned().collect();
    for name in forged {
        headers.remove(name);
    }
}

fn is_reserved(name: &str, more: &[HeaderName]) -> bool {
    // Nearly every header of a browser leaves here, after one byte.
    if !name.starts_with(['x', 'r', 'f', 't', 'c']) && more.is_empty() {
        return false;
    }
    let folded;
    let name = if name.contains('_') {
        folded = name.replace('_', "-");
        folded.as_str()
    } else {
        name
    };
    BELIEVED.iter().any(|start| name.starts_with(start))
        || FORGEABLE.contains(&name)
        || more.iter().any(|own| own.as_str() == name || own.as_str().replace('_', "-") == name)
}

/// Says where the request came from, in the usual headers.
pub fn add_forwarding(headers: &mut HeaderMap, from: &From, host: &HeaderValue, request_id: String) {
    headers.insert(FORWARDED_FOR, from.address.clone());
    headers.insert(REAL_IP, from.address.clone());
    headers.insert(FORWARDED_PROTO, HeaderValue::from_static(if from.https { "https" } else { "http" }));
    headers.insert(FORWARDED_HOST, host.clone());
    headers.insert(HOST, host.clone());
    if let Ok(id) = HeaderValue::try_from(request_id) {
        headers.insert(REQUEST_ID, id);
    }
}

fn names_token(value: &HeaderValue, token: &str) -> bool {
    value.to_str().is_ok_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&'static str]) -> HeaderMap {
        names.iter().map(|name| (HeaderName::from_static(name), HeaderValue::from_static("x"))).collect()
    }

    #[test]
    fn identities_from_outside_are_removed_however_they_are_spelt() {
        let own = [HeaderName::from_static("auth-user")];
        let mut all = headers(&[
            "remote-user",
            "remote_user",
            "x-forwarded-for",
            "x_forwarded_user",
            "auth-user",
            "auth_user",
            "x-unidash-person",
            "x-forwarded-tls-client-cert",
            "true_client_ip",
            "cf-connecting-ip",
            "x-original-url",
            "accept",
            "content-type",
            "cache-control",
            "te-x",
            "x-requested-with",
            "range",
        ]);
        drop_forged(&mut all, &own);
        let mut left: Vec<&str> = all.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["accept", "cache-control", "content-type", "range", "te-x", "x-requested-with"]);
    }

    #[test]
    fn connection_cannot_make_us_drop_credentials() {
        let mut all = headers(&["cookie", "authorization", "x-private"]);
        all.insert(CONNECTION, HeaderValue::from_static("cookie, Authorization, x-private, keep-alive"));
        drop_hop_by_hop(&mut all);
        let mut left: Vec<&str> = all.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["authorization", "cookie"]);
    }
}
