//! RFC 6749 §6, RFC 9700 §4.14, OpenID Connect Core 1.0 §12.

use http::StatusCode;
use serde_json::Value;

use super::provider::{Answer, Provider, claims};

async fn refresh(provider: &Provider, token: &Value) -> Answer {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())];
    provider.call("/token", &fields).await
}

#[tokio::test]
async fn a_refresh_renews_the_tokens_for_the_same_person() {
    let provider = Provider::start().await;
    let (_, first) = provider.whole_flow().await;
    let second = refresh(&provider, &first["refresh_token"]).await;
    assert_eq!(second.status, StatusCode::OK, "{second:?}");
    let (before, after) = (claims(&first["id_token"]), claims(&second.json()["id_token"]));
    for claim in ["sub", "iss", "aud", "auth_time", "sid"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert!(after["nonce"].is_null());
}

#[tokio::test]
async fn within_a_minute_a_repeat_gets_the_same_token_and_later_it_turns() {
    let provider = Provider::start().await;
    let (_, first) = provider.whole_flow().await;
    let repeat = refresh(&provider, &first["refresh_token"]).await.json();
    assert_eq!(repeat["refresh_token"], first["refresh_token"]);
    provider.wait(61);
    let turned = refresh(&provider, &first["refresh_token"]).await.json();
    assert_ne!(turned["refresh_token"], first["refresh_token"]);
    let lost_answer = refresh(&provider, &first["refresh_token"]).await.json();
    assert_eq!(lost_answer["refresh_token"], turned["refresh_token"]);
}

#[tokio::test]
async fn an_old_token_shown_late_ends_the_whole_family() {
    let provider = Provider::start().await;
    let (_, first) = provider.whole_flow().await;
    provider.wait(61);
    let turned = refresh(&provider, &first["refresh_token"]).await.json();
    provider.wait(61);
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.json()["error"], "invalid_grant");
    assert_eq!(refresh(&provider, &turned["refresh_token"]).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn an_invented_token_and_a_wider_scope_are_refused() {
    let provider = Provider::start().await;
    let (_, first) = provider.whole_flow().await;
    let (head, _) = first["refresh_token"].as_str().unwrap().rsplit_once('.').unwrap();
    let invented = Value::from(format!("{head}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_eq!(refresh(&provider, &invented).await.json()["error"], "invalid_grant");
    let token = first["refresh_token"].as_str().unwrap();
    let wider = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid offline_access")];
    assert_eq!(provider.call("/token", &wider).await.json()["error"], "invalid_scope");
    let fewer = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid")];
    let narrowed = provider.call("/token", &fewer).await.json();
    assert!(claims(&narrowed["id_token"])["email"].is_null());
}

#[tokio::test]
async fn a_disabled_person_gets_nothing_new_and_the_old_tokens_die() {
    let provider = Provider::start().await;
    let (mut browser, first) = provider.whole_flow().await;
    let id = claims(&first["id_token"])["sub"].as_str().unwrap().parse().unwrap();
    let edit = unidash::api::types::EditPerson { disabled: Some(true), ..Default::default() };
    provider.identity.edit_person(id, edit).await.unwrap();
    assert_eq!(refresh(&provider, &first["refresh_token"]).await.json()["error"], "invalid_grant");
    assert_eq!(provider.get("/userinfo", first["access_token"].as_str()).await.status, StatusCode::UNAUTHORIZED);
    let silent = browser.get(&super::provider::authorize(&[("prompt", "none")])).await;
    assert_eq!(silent.told("error").as_deref(), Some("login_required"));
}
