//! RFC 7523 §2.2 and §3, OpenID Connect Core 1.0 §9: clients that prove themselves by a signed assertion.

use http::StatusCode;
use serde_json::{Value, json};
use unidash::identity::Algorithm;

use super::provider::{Answer, CALLBACK, ClientKeys, Provider, VERIFIER};

const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A provider whose client `rss` has keys instead of a secret.
async fn world() -> (Provider, ClientKeys) {
    let (provider, keys) = (Provider::start().await, ClientKeys::new().await);
    let jwks = keys.jwks().await;
    provider
        .change(|order, metadata| {
            order.auth_method = "private_key_jwt".into();
            metadata.jwks = Some(jwks);
        })
        .await;
    (provider, keys)
}

fn assertion(provider: &Provider, jti: &str) -> Value {
    let (now, issuer) = (provider.now(), "https://id.cloud.example.org");
    json!({ "iss": "rss", "sub": "rss", "aud": issuer, "jti": jti, "iat": now, "exp": now + 60 })
}

async fn show(provider: &Provider, code: &str, assertion: &str) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_assertion_type", KIND),
        ("client_assertion", assertion),
    ];
    provider.call_as(None, "/token", &fields).await
}

#[tokio::test]
async fn rfc7523_3_every_algorithm_and_each_good_audience_counts() {
    let (provider, keys) = world().await;
    let mut browser = provider.signed_in().await;
    let issuer = "https://id.cloud.example.org";
    for (number, (algorithm, audience)) in [
        (Algorithm::Rs256, json!(issuer)),
        (Algorithm::Es256, json!("https://id.cloud.example.org/token")),
        (Algorithm::EdDsa, json!(["https://other.example", issuer])),
    ]
    .into_iter()
    .enumerate()
    {
        let mut claims = assertion(&provider, &format!("a{number}"));
        claims["aud"] = audience;
        let code = provider.code(&mut browser, &[]).await;
        let tokens = show(&provider, &code, &keys.sign(algorithm, &claims).await).await;
        assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    }
}

#[tokio::test]
async fn core_9_an_assertion_is_used_once() {
    let (provider, keys) = world().await;
    let mut browser = provider.signed_in().await;
    let token = keys.sign(Algorithm::Es256, &assertion(&provider, "once")).await;
    let code = provider.code(&mut browser, &[]).await;
    assert_eq!(show(&provider, &code, &token).await.status, StatusCode::OK);
    let code = provider.code(&mut browser, &[]).await;
    let again = show(&provider, &code, &token).await;
    assert_eq!((again.status, again.json()["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
}

#[tokio::test]
async fn rfc7523_3_wrong_issuer_audience_time_identifier_or_key_is_refused() {
    let (provider, keys) = world().await;
    let good = assertion(&provider, "good");
    let now = provider.now();
    let mut wrong = Vec::new();
    for (name, value) in [
        ("iss", json!("somebody")),
        ("sub", json!("somebody")),
        ("sub", Value::Null),
        ("aud", json!("https://evil.example")),
        ("aud", Value::Null),
        ("exp", json!(now - 61)),
        ("exp", json!(now + 7200)),
        ("exp", Value::Null),
        ("exp", json!("soon")),
        ("exp", json!(i64::MAX)),
        ("nbf", json!(now + 600)),
        ("iat", json!(now + 600)),
        ("jti", Value::Null),
        ("jti", json!("")),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        wrong.push(keys.sign(Algorithm::Es256, &claims).await);
    }
    let stranger = ClientKeys::new().await;
    wrong.push(stranger.sign(Algorithm::Es256, &good).await);
    wrong.push("eyJhbGciOiJub25lIn0.eyJzdWIiOiJyc3MifQ.".into());
    wrong.push("no jwt".into());
    for token in wrong {
        let refused = show(&provider, "x", &token).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{token}: {refused:?}");
        assert_eq!(refused.json()["error"], "invalid_client");
    }
    let other_kind = [("grant_type", "refresh_token"), ("client_assertion_type", "saml"), ("client_assertion", "x")];
    assert_eq!(provider.call_as(None, "/token", &other_kind).await.json()["error"], "invalid_request");
}

#[tokio::test]
async fn registration_2_only_the_registered_method_and_algorithm_count() {
    let (provider, keys) = world().await;
    // With a secret instead of the registered assertion.
    let refused = provider.call("/token", &[("grant_type", "authorization_code"), ("code", "x")]).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    // Nothing at all.
    let bare = [("grant_type", "authorization_code"), ("client_id", "rss"), ("code", "x")];
    assert_eq!(provider.call_as(None, "/token", &bare).await.status, StatusCode::UNAUTHORIZED);
    let jwks = keys.jwks().await;
    provider
        .change(|order, metadata| {
            order.auth_method = "private_key_jwt".into();
            metadata.jwks = Some(jwks);
            metadata.token_endpoint_auth_signing_alg = Some("RS256".into());
        })
        .await;
    let token = keys.sign(Algorithm::Es256, &assertion(&provider, "es")).await;
    assert_eq!(show(&provider, "x", &token).await.status, StatusCode::UNAUTHORIZED);
    let token = keys.sign(Algorithm::Rs256, &assertion(&provider, "rs")).await;
    assert_eq!(show(&provider, "x", &token).await.json()["error"], "invalid_grant");
    // A client with a secret gets nowhere by an assertion.
    provider.change(|_, _| {}).await;
    assert_eq!(show(&provider, "x", &token).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn core_10_1_1_keys_behind_an_address_are_followed_when_they_rotate() {
    let (provider, first) = world().await;
    let address = "https://rss.cloud.example.org/jwks";
    provider
        .change(|order, metadata| {
            order.auth_method = "private_key_jwt".into();
            metadata.jwks_uri = Some(address.into());
        })
        .await;
    provider.shelf.put(address, first.jwks().await.to_string());
    let token = first.sign(Algorithm::Rs256, &assertion(&provider, "a")).await;
    assert_eq!(show(&provider, "x", &token).await.json()["error"], "invalid_grant");
    let second = ClientKeys::new().await;
    provider.shelf.put(address, second.jwks().await.to_string());
    let token = second.sign(Algorithm::Rs256, &assertion(&provider, "b")).await;
    assert_eq!(show(&provider, "x", &token).await.json()["error"], "invalid_grant", "the new key counts at once");
    let token = first.sign(Algorithm::Rs256, &assertion(&provider, "c")).await;
    assert_eq!(show(&provider, "x", &token).await.status, StatusCode::UNAUTHORIZED, "the old one no more");
}
