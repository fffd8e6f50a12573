//! OpenID Connect Core 1.0 §6 and RFC 9101: requests inside a JWT, by value and by reference.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde_json::{Value, json};
use unidash::identity::Algorithm;

use super::provider::{CALLBACK, ClientKeys, PASSWORD, Provider, authorize, claims, encode};

const ADDRESS: &str = "https://rss.cloud.example.org/request.jwt";

async fn world() -> (Provider, ClientKeys) {
    let (provider, keys) = (Provider::start().await, ClientKeys::new().await);
    let jwks = keys.jwks().await;
    provider
        .change(|_, metadata| {
            metadata.jwks = Some(jwks);
            metadata.request_uris = vec![format!("{ADDRESS}#sha-of-it")];
        })
        .await;
    (provider, keys)
}

fn object() -> Value {
    json!({
        "iss": "rss", "aud": "https://id.cloud.example.org", "client_id": "rss", "response_type": "code",
        "redirect_uri": CALLBACK, "scope": "openid email", "state": "inner", "nonce": "inner-nonce", "max_age": 300,
    })
}

fn unsecured(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims))
}

/// As little outside as Core §6.1 allows.
fn bare(name: &str, value: &str) -> String {
    format!(
        "/authorize?{}",
        encode(&[("client_id", "rss"), ("response_type", "code"), ("scope", "openid"), (name, value)])
    )
}

#[tokio::test]
async fn core_6_1_what_the_object_says_counts_above_the_query() {
    let (provider, keys) = world().await;
    let mut browser = provider.signed_in().await;
    for token in [unsecured(&object()), keys.sign(Algorithm::Rs256, &object()).await] {
        let back = browser
            .get(&authorize(&[("request", &token), ("state", "outer"), ("redirect_uri", "https://evil.example/")]))
            .await;
        assert_eq!(back.told("state").as_deref(), Some("inner"), "{back:?}");
        let id = claims(&provider.tokens(&back.told("code").unwrap()).await.json()["id_token"]);
        assert_eq!((&id["nonce"], &id["name"]), (&json!("inner-nonce"), &Value::Null));
    }
    let back = browser.get(&bare("request", &keys.sign(Algorithm::EdDsa, &object()).await)).await;
    assert!(back.told("code").is_some());
}

#[tokio::test]
async fn core_6_1_the_object_survives_the_sign_in() {
    let (provider, keys) = world().await;
    let mut browser = provider.browser();
    let token = keys.sign(Algorithm::Es256, &object()).await;
    let asked = browser.get(&bare("request", &token)).await;
    let page = browser.get(asked.header("location")).await;
    assert!(page.header("content-security-policy").contains("https://rss.cloud.example.org"), "the form leads there");
    let done = browser.submit(&page, &[("username", "ana"), ("password", PASSWORD)]).await;
    let back = browser.get(done.header("location")).await;
    assert!(back.header("location").starts_with(CALLBACK) && back.told("code").is_some());
}

#[tokio::test]
async fn rfc9101_6_an_object_counts_by_the_moment_at_which_it_came() {
    let (provider, keys) = world().await;
    for (name, pushed) in [("request", false), ("request_uri", false), ("request", true)] {
        let mut brief = object();
        brief["exp"] = json!(provider.now() + 10);
        let token = keys.sign(Algorithm::Es256, &brief).await;
        provider.shelf.put(ADDRESS, token.clone());
        let mut request = bare(name, if name == "request" { &token } else { ADDRESS });
        if pushed {
            let reference = provider.call("/par", &[("request", &token)]).await.json()["request_uri"].clone();
            request = bare("request_uri", reference.as_str().unwrap());
            // Longer than the object, not longer than the push.
            provider.wait(80);
        }
        let mut browser = provider.browser();
        let asked = browser.get(&request).await;
        let page = browser.get(asked.header("location")).await;
        // Somebody looks for the phone that shows the code.
        provider.wait(200);
        let done = browser.submit(&page, &[("username", "ana"), ("password", PASSWORD)]).await;
        let back = browser.get(done.header("location")).await;
        assert!(back.told("code").is_some(), "{name} {pushed}: {back:?}");
        let late = browser.get(&request).await;
        assert_eq!(late.status, StatusCode::BAD_REQUEST, "{name} {pushed}: who comes late is late");
    }
}

#[tokio::test]
async fn core_6_2_an_object_is_fetched_from_a_registered_address_only() {
    let (provider, keys) = world().await;
    let mut browser = provider.signed_in().await;
    let missing = browser.get(&authorize(&[("request_uri", ADDRESS)])).await;
    assert_eq!(missing.told("error").as_deref(), Some("invalid_request_uri"));
    provider.shelf.put(ADDRESS, keys.sign(Algorithm::Rs256, &object()).await);
    assert!(browser.get(&bare("request_uri", ADDRESS)).await.told("code").is_some());
    provider.shelf.put(ADDRESS, unsecured(&object()));
    assert!(browser.get(&bare("request_uri", ADDRESS)).await.told("code").is_some());
    let elsewhere = "https://rss.cloud.example.org/other.jwt";
    provider.shelf.put(elsewhere, unsecured(&object()));
    let refused = browser.get(&authorize(&[("request_uri", elsewhere)])).await;
    assert_eq!(refused.told("error").as_deref(), Some("invalid_request_uri"));
    provider.shelf.put(ADDRESS, vec![0xff, 0xfe]);
    let odd = browser.get(&authorize(&[("request_uri", ADDRESS)])).await;
    assert_eq!(odd.told("error").as_deref(), Some("invalid_request_uri"));
    let page = browser.get(&bare("request_uri", elsewhere)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "without a redirect address nobody is redirected");
    assert!(page.text("h1").is_some());
}

#[tokio::test]
async fn rfc9101_6_a_wrong_object_is_refused_and_told_to_the_registered_address() {
    let (provider, keys) = world().await;
    let mut browser = provider.signed_in().await;
    let now = provider.now();
    let mut wrong =
        vec!["e30.e30.".to_owned(), "x".to_owned(), ClientKeys::new().await.sign(Algorithm::Rs256, &object()).await];
    for (name, value) in [
        ("client_id", json!("desk")),
        ("response_type", json!("token")),
        ("iss", json!("desk")),
        ("aud", json!("https://evil.example")),
        ("exp", json!(now - 100)),
        ("nbf", json!(now + 100)),
        ("request", json!("x")),
        ("request_uri", json!(ADDRESS)),
    ] {
        let mut claims = object();
        claims[name] = value;
        wrong.push(keys.sign(Algorithm::Rs256, &claims).await);
    }
    for token in wrong {
        let answer = browser.get(&authorize(&[("request", &token)])).await;
        assert_eq!(answer.told("error").as_deref(), Some("invalid_request_object"), "{token}");
        assert!(answer.header("location").starts_with(CALLBACK));
    }
    let token = unsecured(&object());
    let both = browser.get(&authorize(&[("request", &token), ("request_uri", ADDRESS)])).await;
    assert_eq!(both.told("error").as_deref(), Some("invalid_request"));
    let mut evil = object();
    evil["redirect_uri"] = json!("https://evil.example/");
    let page = browser.get(&authorize(&[("request", &unsecured(&evil))])).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, ""));
}

#[tokio::test]
async fn rfc9101_10_5_who_registered_to_sign_is_held_to_it() {
    let (provider, keys) = world().await;
    let jwks = keys.jwks().await;
    provider
        .change(|_, metadata| {
            metadata.jwks = Some(jwks.clone());
            metadata.require_signed_request_object = true;
        })
        .await;
    let mut browser = provider.signed_in().await;
    assert_eq!(browser.get(&authorize(&[])).await.told("error").as_deref(), Some("invalid_request"));
    let refused = browser.get(&authorize(&[("request", &unsecured(&object()))])).await;
    assert_eq!(refused.told("error").as_deref(), Some("invalid_request_object"));
    let signed = keys.sign(Algorithm::Rs256, &object()).await;
    assert!(browser.get(&bare("request", &signed)).await.told("code").is_some());
    provider
        .change(|_, metadata| {
            metadata.jwks = Some(jwks);
            metadata.request_object_signing_alg = Some("ES256".into());
        })
        .await;
    let other = browser.get(&authorize(&[("request", &signed)])).await;
    assert_eq!(other.told("error").as_deref(), Some("invalid_request_object"));
    assert!(browser.get(&bare("request", &keys.sign(Algorithm::Es256, &object()).await)).await.told("code").is_some());
}
