//! Every endpoint with missing, doubled, over-long and non-UTF-8 parameters answers in the words of its
//! specification, never with a 5xx.

use axum::body::Body;
use http::{HeaderValue, Method, Request, StatusCode};

use super::provider::{Provider, authorize};

const ENDPOINTS: [&str; 7] =
    ["/token", "/revoke", "/introspect", "/par", "/device-authorization", "/userinfo", "/register"];
const FORM: &[u8] = b"application/x-www-form-urlencoded";
const PAGES: [&str; 12] = [
    "/authorize",
    "/sign-in",
    "/change-password",
    "/consent",
    "/select-account",
    "/device",
    "/logout",
    "/start",
    "/signed-out",
    "/check-session",
    "/jwks",
    "/.well-known/openid-configuration",
];

fn bodies() -> Vec<Vec<u8>> {
    let long = "a".repeat(60_000);
    vec![
        Vec::new(),
        b"&&&===&&=".to_vec(),
        b"client_id=rss&client_id=rss&grant_type=a&grant_type=b&token=x&token=y".to_vec(),
        b"client_id=%ff%fe&grant_type=%c3%28&csrf=%80&username=%ff&continue=%ff".to_vec(),
        b"client_id=\xff\xfe&state=\xc3\x28".to_vec(),
        b"client_id=rss%00&redirect_uri=%00&user_code=%00&id_token_hint=%00.%00.%00".to_vec(),
        format!("client_id={long}&token={long}&code={long}").into_bytes(),
        b"{\"not\": \"a form\"}".to_vec(),
        b"client_id=rss&request=..&request_uri=urn:ietf:params:oauth:request_uri:x".to_vec(),
        b"client_id=rss&request=e30.e30.&claims=%7B&max_age=-1&prompt=none+none".to_vec(),
    ]
}

async fn send(provider: &Provider, method: &Method, path: &str, kind: &[u8], body: Vec<u8>) -> StatusCode {
    let kind = HeaderValue::from_bytes(kind).unwrap();
    let request = Request::builder().method(method).uri(path).header("content-type", kind).body(Body::from(body));
    let answer = provider.raw(request.unwrap()).await;
    assert!(!answer.status.is_server_error(), "{method} {path}: {answer:?}");
    let json = answer.header("content-type").starts_with("application/json");
    if answer.status.is_client_error() && ENDPOINTS.contains(&path) && answer.status != StatusCode::METHOD_NOT_ALLOWED {
        assert!(json || !answer.header("www-authenticate").is_empty(), "{path}: {answer:?}");
    }
    answer.status
}

#[tokio::test]
async fn no_body_makes_an_endpoint_fail() {
    let provider = Provider::start().await;
    for path in ENDPOINTS.into_iter().chain(PAGES) {
        for body in bodies() {
            for kind in [FORM, b"application/json", b"\xfc"] {
                send(&provider, &Method::POST, path, kind, body.clone()).await;
            }
        }
    }
    let huge = vec![b'a'; 300_000];
    for path in ENDPOINTS {
        let status = send(&provider, &Method::POST, path, FORM, huge.clone()).await;
        assert!(status.is_client_error());
    }
}

#[tokio::test]
async fn no_query_makes_a_page_fail() {
    let provider = Provider::start().await;
    for path in PAGES.into_iter().chain(["/userinfo", "/register/x", "/register/%ff", "/nowhere"]) {
        for body in bodies() {
            let query: String = body.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
            let plain: String = String::from_utf8_lossy(&body).chars().filter(char::is_ascii_graphic).collect();
            for mut query in [query, plain.replace(['{', '}', '"'], "")] {
                // Longer addresses are refused before they reach us.
                query.truncate(60_000);
                send(&provider, &Method::GET, &format!("{path}?{query}"), b"text/plain", Vec::new()).await;
            }
        }
    }
}

#[tokio::test]
async fn wrong_methods_are_405_and_say_which_are_right() {
    let provider = Provider::start().await;
    for (method, path) in [("GET", "/token"), ("GET", "/par"), ("DELETE", "/authorize"), ("PUT", "/userinfo")] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let answer = provider.raw(request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert!(answer.header("allow").contains("POST"), "{answer:?}");
    }
}

#[tokio::test]
async fn rfc6749_3_1_a_doubled_client_or_redirect_address_is_a_page_and_no_redirect() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    for more in ["client_id=rss", "redirect_uri=https%3A%2F%2Fevil.example%2F"] {
        let page = browser.get(&format!("{}&{more}", authorize(&[]))).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.header("location").is_empty() && page.text("h1").is_some());
    }
    let odd = browser.get(&format!("{}&login_hint=%ff", authorize(&[]))).await;
    assert_eq!(odd.told("error").as_deref(), Some("invalid_request"));
    let long = "s".repeat(20_000);
    let answer = browser.get(&authorize(&[("state", &long)])).await;
    assert_eq!(answer.told("state").as_deref(), Some(long.as_str()), "a long state comes back whole");
    let mut stranger = provider.browser();
    let refused = stranger.get(&authorize(&[("state", &long)])).await;
    assert_eq!(refused.told("error").as_deref(), Some("invalid_request"), "too long to wait for a sign-in");
}

#[tokio::test]
async fn rfc6749_5_2_token_errors_are_json_that_nobody_keeps() {
    let provider = Provider::start().await;
    for (fields, error) in [
        (vec![], "invalid_request"),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code")], "invalid_request"),
        (vec![("grant_type", "authorization_code"), ("code", "x")], "invalid_request"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (vec![("grant_type", "refresh_token"), ("grant_type", "refresh_token")], "invalid_request"),
    ] {
        let answer = provider.call("/token", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
        assert_eq!(answer.json()["error"], error, "{fields:?}");
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    }
}
