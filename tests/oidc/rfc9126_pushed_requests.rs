//! RFC 9126: requests that a client pushes before it sends the browser.

use http::StatusCode;
use serde_json::Value;

use super::provider::{CALLBACK, CHALLENGE, PASSWORD, Provider, authorize, encode};

const FIELDS: [(&str, &str); 7] = [
    ("redirect_uri", CALLBACK),
    ("response_type", "code"),
    ("scope", "openid profile"),
    ("state", "pushed"),
    ("nonce", "n"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

fn with_reference(pushed: &Value) -> String {
    let reference = pushed["request_uri"].as_str().unwrap();
    format!("/authorize?{}", encode(&[("client_id", "rss"), ("request_uri", reference)]))
}

#[tokio::test]
async fn rfc9126_2_2_a_push_gives_a_reference_that_is_good_once() {
    let provider = Provider::start().await;
    let pushed = provider.call("/par", &FIELDS).await;
    assert_eq!((pushed.status, pushed.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let pushed = pushed.json();
    assert!(pushed["expires_in"].as_i64().unwrap() >= 5);
    assert!(pushed["request_uri"].as_str().unwrap().starts_with("urn:ietf:params:oauth:request_uri:"));
    let mut browser = provider.signed_in().await;
    let back = browser.get(&with_reference(&pushed)).await;
    assert_eq!(back.told("state").as_deref(), Some("pushed"));
    assert_eq!(provider.tokens(&back.told("code").unwrap()).await.status, StatusCode::OK);
    let again = browser.get(&with_reference(&pushed)).await;
    assert_eq!((again.status, again.header("location")), (StatusCode::BAD_REQUEST, ""));
}

#[tokio::test]
async fn rfc9126_4_the_reference_waits_for_the_sign_in_and_nothing_beside_it_counts() {
    let provider = Provider::start().await;
    let pushed = provider.call("/par", &FIELDS).await.json();
    let mut browser = provider.browser();
    let request = format!("{}&scope=openid+email+groups&state=outer", with_reference(&pushed));
    let asked = browser.get(&request).await;
    let page = browser.get(asked.header("location")).await;
    provider.wait(600);
    let done = browser.submit(&page, &[("username", "ana"), ("password", PASSWORD)]).await;
    let back = browser.get(done.header("location")).await;
    assert_eq!(back.told("state").as_deref(), Some("pushed"), "{back:?}");
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    assert_eq!(tokens["scope"], "openid profile");
}

#[tokio::test]
async fn rfc9126_2_2_a_late_browser_and_a_foreign_client_get_nothing() {
    let provider = Provider::start().await;
    let pushed = provider.call("/par", &FIELDS).await.json();
    provider.identity.register_client(super::provider::client("other")).await.unwrap();
    let mut browser = provider.signed_in().await;
    let foreign = with_reference(&pushed).replace("client_id=rss", "client_id=other");
    assert_eq!(browser.get(&foreign).await.status, StatusCode::BAD_REQUEST);
    provider.wait(91);
    assert_eq!(browser.get(&with_reference(&pushed)).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn rfc9126_2_1_and_2_3_what_cannot_be_answered_is_refused_at_once() {
    let provider = Provider::start().await;
    let with = |name: &'static str, value: &'static str| {
        let mut fields: Vec<_> = FIELDS.into_iter().filter(|(known, _)| *known != name).collect();
        fields.push((name, value));
        fields
    };
    for (fields, error) in [
        (with("request_uri", "urn:ietf:params:oauth:request_uri:x"), "invalid_request"),
        (with("redirect_uri", "https://evil.example/"), "invalid_request"),
        (with("response_type", "token"), "unsupported_response_type"),
        (with("scope", "profile"), "invalid_scope"),
        (with("code_challenge_method", "plain"), "invalid_request"),
        (with("client_id", "other"), "invalid_request"),
        (with("request", "x"), "invalid_request_object"),
    ] {
        let refused = provider.call("/par", &fields).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{fields:?}");
        assert_eq!(refused.json()["error"], error, "{fields:?}");
    }
    assert_eq!(provider.call_as(None, "/par", &FIELDS).await.status, StatusCode::UNAUTHORIZED);
    for length in [60_000, 300_000] {
        let endless = "a".repeat(length);
        let refused = provider.call("/par", &[("state", &endless)]).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "§2.3");
        assert_eq!(refused.json()["error"], "invalid_request");
    }
}

#[tokio::test]
async fn rfc9126_6_who_registered_to_push_must_push() {
    let provider = Provider::start().await;
    provider.change(|_, metadata| metadata.require_pushed_authorization_requests = true).await;
    let mut browser = provider.signed_in().await;
    assert_eq!(browser.get(&authorize(&[])).await.told("error").as_deref(), Some("invalid_request"));
    let pushed = provider.call("/par", &FIELDS).await.json();
    assert!(browser.get(&with_reference(&pushed)).await.told("code").is_some());
}
