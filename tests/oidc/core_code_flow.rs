//! OpenID Connect Core 1.0 §3.1, RFC 6749 §4.1, RFC 7636, RFC 9207, RFC 9068.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;

use super::provider::{CALLBACK, Provider, VERIFIER, authorize, claims, client};

#[tokio::test]
async fn a_person_signs_in_once_and_the_app_learns_who_it_is() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let there = browser.sign_in(&authorize(&[]), "ana", super::provider::PASSWORD).await;
    assert_eq!(there.status, StatusCode::SEE_OTHER);
    let back = browser.get(there.header("location")).await;
    assert!(back.header("location").starts_with(CALLBACK));
    assert_eq!(back.told("state").as_deref(), Some("some-state"));
    assert_eq!(back.told("iss").as_deref(), Some("https://id.cloud.example.org"));
    let tokens = provider.tokens(&back.told("code").unwrap()).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    assert_eq!(tokens.header("cache-control"), "no-store");
    let id = claims(&tokens.json()["id_token"]);
    assert_eq!(id["iss"], "https://id.cloud.example.org");
    assert_eq!(id["aud"], "rss");
    assert_eq!(id["nonce"], "some-nonce");
    assert_eq!(id["preferred_username"], "ana");
    assert_eq!(id["email"], "ana@example.org");
    assert_eq!(id["groups"], serde_json::json!(["Compta", "Paris"]));
    let userinfo = provider.get("/userinfo", tokens.json()["access_token"].as_str()).await.json();
    assert_eq!(userinfo["sub"], id["sub"]);
    assert_eq!(userinfo["name"], "Ana Costa");
}

#[tokio::test]
async fn discovery_lists_endpoints_that_answer() {
    let provider = Provider::start().await;
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(known["issuer"], "https://id.cloud.example.org");
    for name in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"] {
        let path = known[name].as_str().unwrap().strip_prefix("https://id.cloud.example.org").unwrap();
        assert_ne!(provider.get(path, None).await.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn a_code_shown_twice_ends_the_tokens_that_came_from_it() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    let tokens = provider.tokens(&code).await.json();
    let access = tokens["access_token"].as_str();
    assert_eq!(provider.get("/userinfo", access).await.status, StatusCode::OK);
    let again = provider.tokens(&code).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.json()["error"], "invalid_grant");
    let after = provider.get("/userinfo", access).await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
    assert!(after.header("www-authenticate").contains("invalid_token"));
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let refreshed = provider.call("/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
    assert_eq!(refreshed.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn two_who_show_the_same_code_at_once_do_not_both_get_tokens() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    let (one, two) = tokio::join!(provider.tokens(&code), provider.tokens(&code));
    assert!([one.status, two.status].contains(&StatusCode::BAD_REQUEST), "{one:?} {two:?}");
}

#[tokio::test]
async fn a_code_is_over_after_a_minute() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    provider.wait(61);
    assert_eq!(provider.tokens(&code).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_code_counts_only_with_its_verifier_redirect_address_and_client() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    let wrong = "XXjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    for (redirect, verifier) in [(CALLBACK, wrong), (CALLBACK, ""), ("https://evil.example/callback", VERIFIER)] {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        assert_eq!(provider.call("/token", &fields).await.json()["error"], "invalid_grant", "{redirect} {verifier}");
    }
    assert_eq!(provider.tokens(&code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_client_proves_itself_by_header_or_by_form_and_not_by_guessing() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let code = provider.code(&mut browser, &[]).await;
    let fields = |secret: &'static str| {
        [("grant_type", "authorization_code"), ("client_id", "rss"), ("client_secret", secret), ("code", "x")]
    };
    let refused = provider.call_as(None, "/token", &fields("guess")).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
    let nameless =
        provider.call_as(Some("Basic bm9ib2R5Ong="), "/token", &[("grant_type", "authorization_code")]).await;
    assert_eq!(nameless.status, StatusCode::UNAUTHORIZED);
    assert!(nameless.header("www-authenticate").starts_with("Basic"));
    let posted = [
        ("grant_type", "authorization_code"),
        ("client_id", "rss"),
        ("client_secret", provider.secret.as_str()),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(provider.call_as(None, "/token", &posted).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_es256_client_gets_es256_id_tokens_and_a_public_one_needs_pkce() {
    let provider = Provider::start().await;
    let mut order = client("phone");
    order.auth_method = "none".into();
    order.id_token_alg = "ES256".into();
    assert!(provider.identity.register_client(order).await.unwrap().secret.is_none());
    let mut browser = provider.signed_in().await;
    let bare = [("client_id", "phone"), ("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(browser.get(&authorize(&bare)).await.told("error").as_deref(), Some("invalid_request"));
    let code = provider.code(&mut browser, &[("client_id", "phone")]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "phone"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let tokens = provider.call_as(None, "/token", &fields).await.json();
    let token = tokens["id_token"].as_str().unwrap();
    assert!(provider.identity.keys().verify("JWT", token).await.unwrap().is_some());
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    assert!(String::from_utf8(header).unwrap().contains("\"ES256\""));
}

#[tokio::test]
async fn only_the_groups_that_a_client_maps_are_shown_to_it() {
    let provider = Provider::start().await;
    let mut order = client("rss");
    order.group_names = vec!["compta".into()];
    let again = provider.identity.register_client(order).await.unwrap();
    assert_eq!(again.secret.as_deref(), Some(provider.secret.as_str()), "the secret stays");
    let (_, tokens) = provider.whole_flow().await;
    assert_eq!(claims(&tokens["id_token"])["groups"], serde_json::json!(["Compta"]));
}

#[tokio::test]
async fn introspection_and_revocation_know_the_clients_own_tokens() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    let access = tokens["access_token"].as_str().unwrap();
    let shown = provider.call("/introspect", &[("token", access)]).await.json();
    assert_eq!((shown["active"].as_bool(), shown["username"].as_str()), (Some(true), Some("ana")));
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(provider.call("/revoke", &[("token", refresh)]).await.status, StatusCode::OK);
    assert_eq!(provider.call("/introspect", &[("token", access)]).await.json()["active"], false);
    assert_eq!(provider.call("/revoke", &[("token", "unknown")]).await.status, StatusCode::OK);
}
