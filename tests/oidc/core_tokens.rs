//! OpenID Connect Core 1.0 §2, §3.1.3, §5.3, §5.4, §10.1 and §12: what tokens say, and `UserInfo`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde_json::{Value, json};
use unidash::identity::Algorithm;

use super::provider::{CALLBACK, Provider, VERIFIER, authorize, claims};

fn header(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn core_2_an_id_token_says_all_that_it_must_in_every_algorithm() {
    let provider = Provider::start().await;
    for algorithm in Algorithm::ALL {
        provider.change(|order, _| order.id_token_alg = algorithm.word().into()).await;
        let (_, tokens) = provider.whole_flow().await;
        let (head, id) = (header(&tokens["id_token"]), claims(&tokens["id_token"]));
        assert_eq!((&id["iss"], &id["aud"]), (&json!("https://id.cloud.example.org"), &json!("rss")));
        let sub = id["sub"].as_str().unwrap();
        assert!(!sub.is_empty() && sub.len() <= 255 && sub.is_ascii());
        assert_eq!(id["iat"], provider.now());
        assert!(id["exp"].as_i64().unwrap() > provider.now());
        assert_eq!(id["auth_time"], provider.now());
        assert_eq!((&id["acr"], &id["amr"]), (&json!("pwd"), &json!(["pwd"])));
        assert!(id["sid"].is_string() && id["at_hash"].is_string());
        // §10.1: the header names its key, and the set has it.
        assert_eq!(head["alg"], algorithm.word());
        let keys = provider.get("/jwks", None).await.json();
        let known: Vec<&Value> =
            keys["keys"].as_array().unwrap().iter().filter(|key| key["kid"] == head["kid"]).collect();
        assert_eq!((known.len(), &known[0]["alg"]), (1, &head["alg"]));
    }
}

#[tokio::test]
async fn core_3_1_3_3_the_answer_is_json_that_nobody_keeps() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    let answer = provider.tokens(&code).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    let body = answer.json();
    assert_eq!(body["token_type"], "Bearer");
    assert!(body["expires_in"].as_i64().unwrap() > 0);
    assert_eq!(body["scope"], "openid profile email groups");
    let letters = |token: &Value| token.as_str().unwrap().bytes().all(|byte| byte.is_ascii_graphic());
    assert!(letters(&body["access_token"]) && letters(&body["refresh_token"]), "RFC 6749 appendix A");
}

#[tokio::test]
async fn core_3_1_3_4_each_fault_of_a_token_request_has_its_code() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    let whole = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    for (name, value, error) in [
        ("grant_type", "", "invalid_request"),
        ("grant_type", "implicit", "unsupported_grant_type"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "client_credentials", "unsupported_grant_type"),
        ("code", "", "invalid_request"),
        ("code", "invented", "invalid_grant"),
        ("redirect_uri", "", "invalid_request"),
        ("redirect_uri", "https://rss.cloud.example.org/other", "invalid_grant"),
    ] {
        let fields: Vec<(&str, &str)> =
            whole.iter().map(|(key, kept)| (*key, if *key == name { value } else { *kept })).collect();
        let refused = provider.call("/token", &fields).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{name}={value}");
        assert_eq!(refused.json()["error"], error, "{name}={value}");
        assert_eq!(refused.header("cache-control"), "no-store");
    }
    let unknown = [&whole[..], &[("unknown", "1")]].concat();
    assert_eq!(provider.call("/token", &unknown).await.status, StatusCode::OK, "what is unknown is ignored");
}

#[tokio::test]
async fn core_5_4_scopes_bring_their_claims_and_no_others() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    for (scope, there, missing) in [
        ("openid", "sub", "name"),
        ("openid profile", "name", "email"),
        ("openid email", "email_verified", "name"),
        ("openid groups", "groups", "email"),
    ] {
        let code = provider.code(&mut browser, &[("scope", scope)]).await;
        let tokens = provider.tokens(&code).await.json();
        let about = provider.get("/userinfo", tokens["access_token"].as_str()).await;
        assert_eq!((about.status, about.header("content-type")), (StatusCode::OK, "application/json"));
        assert_eq!(about.header("cache-control"), "no-store");
        let about = about.json();
        assert!(!about[there].is_null() && about[missing].is_null(), "{scope}: {about}");
        assert_eq!(about["sub"], claims(&tokens["id_token"])["sub"], "§5.3.2");
        assert!(about["email_verified"].is_null() || about["email_verified"].is_boolean());
    }
}

#[tokio::test]
async fn core_5_3_3_a_token_that_is_over_forged_or_of_another_kind_is_refused() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    let access = tokens["access_token"].as_str().unwrap();
    let (signed, _) = access.rsplit_once('.').unwrap();
    let forged = format!("{signed}.AAAA");
    for wrong in [&forged, tokens["id_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap(), ""] {
        let refused = provider.get("/userinfo", Some(wrong)).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
    }
    provider.wait(601);
    let over = provider.get("/userinfo", Some(access)).await;
    assert!(over.header("www-authenticate").contains("error=\"invalid_token\""));
}

#[tokio::test]
async fn core_12_2_after_a_refresh_the_id_token_is_about_the_same_sign_in() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    provider.wait(61);
    let shown = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let renewed = provider.call("/token", &shown).await.json();
    let (before, after) = (claims(&tokens["id_token"]), claims(&renewed["id_token"]));
    for same in ["iss", "sub", "aud", "auth_time", "sid", "acr"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!(after["iat"].as_i64(), before["iat"].as_i64().map(|iat| iat + 61));
    assert!(after["nonce"].is_null() && after["azp"] == before["azp"]);
    assert_ne!(tokens["access_token"], renewed["access_token"]);
}

#[tokio::test]
async fn core_10_1_1_after_a_rotation_old_tokens_and_hints_still_count() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let names =
        |set: &Value| -> Vec<Value> { set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect() };
    let before = names(&provider.get("/jwks", None).await.json());
    assert!(!provider.identity.keys().rotate_now().await.unwrap(), "the next keys are not known everywhere yet");
    provider.wait(600);
    assert!(provider.identity.keys().rotate_now().await.unwrap());
    let after = names(&provider.get("/jwks", None).await.json());
    assert!(before.iter().all(|kid| after.contains(kid)), "what signed is published on");
    assert!(after.iter().any(|kid| !before.contains(kid)), "and a new one for later");
    assert!(
        provider.identity.keys().verify("at+jwt", tokens["access_token"].as_str().unwrap()).await.unwrap().is_some()
    );
    let hint = [("prompt", "none"), ("id_token_hint", tokens["id_token"].as_str().unwrap())];
    let code = browser.get(&authorize(&hint)).await.told("code").unwrap();
    let new = provider.tokens(&code).await.json();
    assert!(before.contains(&header(&new["id_token"])["kid"]), "signed by a key that was published before");
    assert_ne!(header(&new["id_token"])["kid"], header(&tokens["id_token"])["kid"]);
}
