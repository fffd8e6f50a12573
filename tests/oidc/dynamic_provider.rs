//! OpenID Connect Core 1.0 §15.2 and §3.2: what a Dynamic provider must offer besides codes, when an
//! administrator turned it on (`identity.implicit`); and that nothing of it is there otherwise.

use std::collections::HashMap;

use http::StatusCode;
use serde_json::{Value, json};
use unidash::oidc::{self, OidcState};

use super::provider::{Answer, CALLBACK, Provider, authorize, claims};

/// With `identity.implicit`, or without.
async fn provider(implicit: bool) -> Provider {
    let mut provider = Provider::start().await;
    let state = OidcState::with_fetch(provider.identity.clone(), provider.shelf.clone()).with_implicit(implicit);
    provider.router = oidc::router(state);
    provider
}

async fn register(provider: &Provider, response_types: Value) -> Answer {
    let said = json!({
        "redirect_uris": [CALLBACK],
        "grant_types": ["implicit"],
        "response_types": response_types,
    });
    let token = provider.identity.new_initial_token("test", "suite", 1, 1).await.unwrap().0;
    provider.json("POST", "/register", Some(&token), &said).await
}

/// What stands behind the `#` of the redirect, once the person agreed.
async fn told(provider: &Provider, extra: &[(&str, &str)]) -> HashMap<String, String> {
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(extra)).await;
    let back = if page.status == StatusCode::OK {
        let on = browser.submit(&page, &[("answer", "yes")]).await;
        browser.get(on.header("location")).await
    } else {
        page
    };
    let there = back.location();
    assert_eq!(there.query(), None, "nothing in the query");
    url::form_urlencoded::parse(there.fragment().unwrap().as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn core_15_2_discovery_lists_what_a_dynamic_provider_must_offer() {
    let known = provider(true).await.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(known["response_types_supported"], json!(["code", "id_token", "id_token token"]));
    assert!(known["grant_types_supported"].as_array().unwrap().contains(&json!("implicit")));
    assert!(known["response_modes_supported"].as_array().unwrap().contains(&json!("fragment")));
}

#[tokio::test]
async fn core_3_2_2_5_tokens_come_in_the_fragment_with_state_and_issuer() {
    let provider = provider(true).await;
    let answer = register(&provider, json!(["id_token", "token id_token"])).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let known = answer.json();
    assert_eq!(known["response_types"], json!(["id_token", "id_token token"]));
    let id = known["client_id"].as_str().unwrap();
    let bare = [("client_id", id), ("code_challenge", ""), ("code_challenge_method", "")];
    let both = told(&provider, &[&bare[..], &[("response_type", "token id_token")]].concat()).await;
    assert_eq!((both["state"].as_str(), both["token_type"].as_str()), ("some-state", "Bearer"));
    assert_eq!(both["iss"], "https://id.cloud.example.org");
    assert!(!both.contains_key("code") && !both.contains_key("refresh_token"));
    let token = claims(&json!(both["id_token"]));
    assert_eq!((token["nonce"].as_str(), token["aud"].as_str()), (Some("some-nonce"), Some(id)));
    assert!(token["at_hash"].is_string(), "§3.2.2.10: required beside an access token");
    let about = provider.get("/userinfo", Some(&both["access_token"])).await;
    assert_eq!((about.status, &about.json()["sub"]), (StatusCode::OK, &token["sub"]));
    let alone = told(&provider, &[&bare[..], &[("response_type", "id_token")]].concat()).await;
    assert!(!alone.contains_key("access_token") && claims(&json!(alone["id_token"]))["at_hash"].is_null());
}

#[tokio::test]
async fn core_3_2_2_1_without_a_nonce_or_for_another_type_there_is_only_an_error() {
    let provider = provider(true).await;
    let id = register(&provider, json!(["id_token"])).await.json()["client_id"].as_str().unwrap().to_owned();
    let bare = [("client_id", id.as_str()), ("response_type", "id_token")];
    for (extra, error) in [
        (("nonce", ""), "invalid_request"),
        (("response_mode", "query"), "invalid_request"),
        (("response_type", "id_token token"), "unauthorized_client"),
    ] {
        let all = [&bare[..], &[extra]].concat();
        assert_eq!(told(&provider, &all).await["error"], error, "{extra:?}");
    }
    let mut browser = provider.signed_in().await;
    let code = browser.get(&authorize(&[bare[0]])).await;
    assert_eq!(code.told("error").as_deref(), Some("unauthorized_client"), "never registered for codes");
    for (client, kind) in [("rss", "id_token"), ("rss", "id_token token")] {
        let refused = told(&provider, &[("client_id", client), ("response_type", kind)]).await;
        assert_eq!(refused["error"], "unauthorized_client", "an ordered client has codes");
    }
}

#[tokio::test]
async fn registration_2_grant_and_response_types_say_the_same() {
    let provider = provider(true).await;
    assert_eq!(register(&provider, json!(["code"])).await.json()["error"], "invalid_client_metadata");
    let token = provider.identity.new_initial_token("test", "suite", 9, 1).await.unwrap().0;
    for said in [
        json!({ "redirect_uris": [CALLBACK], "response_types": ["code", "id_token"] }),
        json!({ "redirect_uris": ["http://localhost:8080/cb"], "response_types": ["id_token"], "grant_types": ["implicit"] }),
    ] {
        let refused = provider.json("POST", "/register", Some(&token), &said).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{said}");
    }
}

#[tokio::test]
async fn rfc9700_2_1_2_nothing_of_it_is_there_unless_it_was_turned_on() {
    let provider = provider(false).await;
    assert_eq!(register(&provider, json!(["id_token"])).await.json()["error"], "invalid_client_metadata");
    let mut browser = provider.signed_in().await;
    for kind in ["id_token", "id_token token", "token", "code id_token"] {
        let answer = browser.get(&authorize(&[("response_type", kind)])).await;
        assert!(answer.header("location").contains("error=unsupported_response_type"), "{kind}: {answer:?}");
    }
}
