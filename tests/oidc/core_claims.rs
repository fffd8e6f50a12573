//! OpenID Connect Core 1.0 §5.3 (signed answers), §5.5 (`claims`), §8 (pairwise subjects), §2 (`acr`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde_json::{Value, json};

use super::provider::{Provider, authorize, claims, client};

async fn tokens(provider: &Provider, extra: &[(&str, &str)]) -> Value {
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, extra).await;
    provider.tokens(&code).await.json()
}

#[tokio::test]
async fn core_5_5_claims_come_where_they_were_asked_for() {
    let provider = Provider::start().await;
    let wanted = r#"{"userinfo":{"name":{"essential":true},"nickname":null},"id_token":{"email":null}}"#;
    let tokens = tokens(&provider, &[("scope", "openid"), ("claims", wanted)]).await;
    let id = claims(&tokens["id_token"]);
    assert_eq!((&id["email"], &id["name"]), (&json!("ana@example.org"), &Value::Null));
    let shown = provider.get("/userinfo", tokens["access_token"].as_str()).await.json();
    assert_eq!((&shown["name"], &shown["email"]), (&json!("Ana Costa"), &Value::Null));
    assert!(shown["nickname"].is_null(), "what we do not know is left out, and no error");
}

#[tokio::test]
async fn core_5_5_a_client_gets_no_claim_of_a_scope_that_it_may_not_ask_for() {
    let provider = Provider::start().await;
    provider.change(|order, _| order.scopes = vec!["openid".into(), "profile".into()]).await;
    let wanted = r#"{"id_token":{"email":{"essential":true},"name":null}}"#;
    let id = claims(&tokens(&provider, &[("scope", "openid"), ("claims", wanted)]).await["id_token"]);
    assert_eq!((&id["name"], &id["email"]), (&json!("Ana Costa"), &Value::Null));
}

#[tokio::test]
async fn core_5_5_1_a_wanted_subject_is_that_person_or_an_error() {
    let provider = Provider::start().await;
    let id = claims(&tokens(&provider, &[]).await["id_token"]);
    let sub = id["sub"].as_str().unwrap();
    let mut browser = provider.signed_in().await;
    let ask = |sub: &str| format!(r#"{{"id_token":{{"sub":{{"value":"{sub}"}}}}}}"#);
    let fits = browser.get(&authorize(&[("prompt", "none"), ("claims", &ask(sub))])).await;
    assert!(fits.told("code").is_some());
    let other = browser.get(&authorize(&[("prompt", "none"), ("claims", &ask("somebody-else"))])).await;
    assert_eq!(other.told("error").as_deref(), Some("login_required"));
    let several = |all: &[&str]| json!({ "id_token": { "sub": { "values": all } } }).to_string();
    let one_of = browser.get(&authorize(&[("prompt", "none"), ("claims", &several(&["other", sub]))])).await;
    assert!(one_of.told("code").is_some(), "any of them is right");
    let none_of = browser.get(&authorize(&[("prompt", "none"), ("claims", &several(&["other", "third"]))])).await;
    assert_eq!(none_of.told("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn core_5_5_1_1_an_essential_acr_that_there_is_not_is_an_error_and_a_voluntary_one_is_not() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["urn:phishing-resistant"]}}}"#;
    let refused = browser.get(&authorize(&[("claims", essential)])).await;
    assert_eq!(refused.told("error").as_deref(), Some("unmet_authentication_requirements"));
    let code = provider.code(&mut browser, &[("acr_values", "urn:a urn:b")]).await;
    let id = claims(&provider.tokens(&code).await.json()["id_token"]);
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(known["acr_values_supported"][0], id["acr"]);
}

#[tokio::test]
async fn core_5_3_2_whoever_registered_for_it_gets_signed_answers() {
    let provider = Provider::start().await;
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        provider.change(|_, metadata| metadata.userinfo_signed_response_alg = Some(algorithm.into())).await;
        let tokens = tokens(&provider, &[]).await;
        let answer = provider.get("/userinfo", tokens["access_token"].as_str()).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/jwt"));
        let said = provider.identity.keys().verify("JWT", &answer.body).await.unwrap().unwrap().0;
        assert_eq!((&said["iss"], &said["aud"]), (&json!("https://id.cloud.example.org"), &json!("rss")));
        assert_eq!((&said["sub"], &said["name"]), (&claims(&tokens["id_token"])["sub"], &json!("Ana Costa")));
        let header = URL_SAFE_NO_PAD.decode(answer.body.split('.').next().unwrap()).unwrap();
        assert!(String::from_utf8(header).unwrap().contains(algorithm));
    }
}

#[tokio::test]
async fn core_8_pairwise_subjects_are_one_per_sector_and_stay() {
    let provider = Provider::start().await;
    let public = claims(&tokens(&provider, &[]).await["id_token"])["sub"].clone();
    provider.change(|_, metadata| metadata.sector = Some("rss.cloud.example.org".into())).await;
    let all = tokens(&provider, &[]).await;
    let first = claims(&all["id_token"])["sub"].clone();
    assert_ne!(first, public);
    assert_eq!(provider.get("/userinfo", all["access_token"].as_str()).await.json()["sub"], first);
    assert_eq!(claims(&all["access_token"])["sub"], first, "no token tells the other one");
    let access = all["access_token"].as_str().unwrap();
    assert_eq!(provider.call("/introspect", &[("token", access)]).await.json()["sub"], first);
    assert_eq!(claims(&tokens(&provider, &[]).await["id_token"])["sub"], first);
    provider.change(|_, metadata| metadata.sector = Some("other.example".into())).await;
    assert_ne!(claims(&tokens(&provider, &[]).await["id_token"])["sub"], first);
}

#[tokio::test]
async fn core_8_hints_and_logout_tokens_speak_of_the_pairwise_subject() {
    let provider = Provider::start().await;
    provider.change(|_, metadata| metadata.sector = Some("rss.cloud.example.org".into())).await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let id = claims(&tokens["id_token"]);
    let hint = tokens["id_token"].as_str().unwrap();
    let silent = browser.get(&authorize(&[("prompt", "none"), ("id_token_hint", hint)])).await;
    assert!(silent.told("code").is_some(), "{silent:?}");
    let done = browser.get(&format!("/logout?id_token_hint={hint}")).await;
    assert_eq!(done.header("location"), "/signed-out");
    provider.identity.deliver_logouts().await.unwrap();
    let (_, token) = provider.notices.0.lock().unwrap()[0].clone();
    let notice = provider.identity.keys().verify("logout+jwt", &token).await.unwrap().unwrap().0;
    assert_eq!(notice["sub"], id["sub"]);
}

#[tokio::test]
async fn rfc6749_6_a_refresh_without_openid_brings_no_id_token() {
    let provider = Provider::start().await;
    let tokens = tokens(&provider, &[]).await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", "profile")];
    let fewer = provider.call("/token", &fields).await.json();
    assert!(fewer["id_token"].is_null() && fewer["scope"] == "profile");
    let answer = provider.get("/userinfo", fewer["access_token"].as_str()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.header("www-authenticate").contains("insufficient_scope"));
}

#[tokio::test]
async fn core_3_1_2_1_a_client_may_have_a_usual_max_age() {
    let provider = Provider::start().await;
    provider.change(|_, metadata| metadata.default_max_age = Some(100)).await;
    let mut browser = provider.signed_in().await;
    assert!(browser.get(&authorize(&[])).await.told("code").is_some());
    provider.wait(101);
    assert_eq!(browser.get(&authorize(&[])).await.location().path(), "/sign-in");
    assert!(browser.get(&authorize(&[("max_age", "1000")])).await.told("code").is_some());
}

#[tokio::test]
async fn rfc8252_7_3_a_native_app_may_listen_on_any_loopback_port() {
    let provider = Provider::start().await;
    let mut order = client("phone");
    order.auth_method = "none".into();
    order.redirect_uris = vec!["http://127.0.0.1/cb".into()];
    let metadata = unidash::identity::Metadata { application_type: "native".into(), ..Default::default() };
    provider.identity.register_client_with(order, metadata).await.unwrap();
    let mut browser = provider.signed_in().await;
    let there = |uri| authorize(&[("client_id", "phone"), ("redirect_uri", uri)]);
    assert!(browser.get(&there("http://127.0.0.1:51004/cb")).await.told("code").is_some());
    for wrong in [
        "http://127.0.0.1:51004/other",
        "http://localhost:51004/cb",
        "https://127.0.0.1:5/cb",
        "http://127.0.0.2:5/cb",
        "http://:pw@127.0.0.1:5/cb",
    ] {
        assert_eq!(browser.get(&there(wrong)).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}
