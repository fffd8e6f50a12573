//! RFC 7009 (revocation) and RFC 7662 (introspection).

use http::StatusCode;
use serde_json::json;

use super::provider::{Provider, client};

#[tokio::test]
async fn rfc7009_2_1_either_token_ends_its_grant_and_a_strangers_ends_nothing() {
    let provider = Provider::start().await;
    let mut other = client("other");
    other.auth_method = "none".into();
    provider.identity.register_client(other).await.unwrap();
    for kind in ["access_token", "refresh_token"] {
        let (_, tokens) = provider.whole_flow().await;
        let (access, shown) = (tokens["access_token"].as_str(), tokens[kind].as_str().unwrap());
        let stranger = provider.call_as(None, "/revoke", &[("token", shown), ("client_id", "other")]).await;
        assert_eq!(
            (stranger.status, stranger.json()["error"].as_str()),
            (StatusCode::BAD_REQUEST, Some("invalid_grant"))
        );
        assert_eq!(provider.get("/userinfo", access).await.status, StatusCode::OK);
        // A wrong hint changes nothing (§2.1).
        let done = provider.call("/revoke", &[("token", shown), ("token_type_hint", "something")]).await;
        assert_eq!((done.status, done.body.as_str()), (StatusCode::OK, ""));
        assert_eq!(provider.get("/userinfo", access).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(provider.call("/revoke", &[("token", shown)]).await.status, StatusCode::OK, "again is no error");
    }
    assert_eq!(provider.call("/revoke", &[]).await.json()["error"], "invalid_request");
    assert_eq!(provider.call_as(None, "/revoke", &[("token", "x")]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn rfc7662_2_2_a_live_token_is_described_and_any_other_is_only_inactive() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
    let shown = provider.call("/introspect", &[("token", access)]).await.json();
    assert_eq!(
        (&shown["active"], &shown["client_id"], &shown["token_type"]),
        (&json!(true), &json!("rss"), &json!("Bearer"))
    );
    assert_eq!(shown["iss"], "https://id.cloud.example.org");
    assert!(shown["exp"].as_i64().unwrap() > provider.now() && shown["iat"].is_i64() && shown["jti"].is_string());
    let kept = provider.call("/introspect", &[("token", refresh), ("token_type_hint", "refresh_token")]).await.json();
    assert_eq!((&kept["active"], &kept["scope"]), (&json!(true), &json!("openid profile email groups")));
    let inactive = json!({ "active": false });
    for token in ["x", "a.b.c", tokens["id_token"].as_str().unwrap()] {
        assert_eq!(provider.call("/introspect", &[("token", token)]).await.json(), inactive, "{token}");
    }
    provider.wait(601);
    assert_eq!(provider.call("/introspect", &[("token", access)]).await.json(), inactive, "over");
}

#[tokio::test]
async fn rfc7662_2_1_and_4_only_the_tokens_own_client_learns_anything() {
    let provider = Provider::start().await;
    let (_, tokens) = provider.whole_flow().await;
    let access = tokens["access_token"].as_str().unwrap();
    let secret = provider.identity.register_client(client("other")).await.unwrap().secret.unwrap();
    let foreign = [("token", access), ("client_id", "other"), ("client_secret", secret.as_str())];
    assert_eq!(provider.call_as(None, "/introspect", &foreign).await.json(), json!({ "active": false }));
    let mut public = client("phone");
    public.auth_method = "none".into();
    provider.identity.register_client(public).await.unwrap();
    let unproven = provider.call_as(None, "/introspect", &[("token", access), ("client_id", "phone")]).await;
    assert_eq!(unproven.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn rfc7009_2_and_rfc7662_2_3_who_asks_proves_itself_and_asks_by_post() {
    let provider = Provider::start().await;
    for path in ["/revoke", "/introspect"] {
        for authorization in [None, Some("Basic cnNzOmd1ZXNz"), Some("Bearer x")] {
            let refused = provider.call_as(authorization, path, &[("token", "x")]).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path} {authorization:?}");
            assert_eq!(refused.json()["error"], "invalid_client");
            assert!(!refused.header("www-authenticate").is_empty());
        }
        assert_eq!(provider.get(path, None).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let bare = provider.call(path, &[("token_type_hint", "access_token")]).await;
        assert_eq!((bare.status, bare.json()["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_request")));
    }
    let shown = provider.call("/introspect", &[("token", "x")]).await;
    assert_eq!((shown.header("content-type"), shown.header("cache-control")), ("application/json", "no-store"));
}

#[tokio::test]
async fn rfc7009_2_2_an_unknown_token_is_as_good_as_revoked() {
    let provider = Provider::start().await;
    for token in ["x", "a.b.c", "code-00.0.x"] {
        assert_eq!(provider.call("/revoke", &[("token", token)]).await.status, StatusCode::OK, "{token}");
    }
}
