//! OpenID Connect Back-Channel Logout 1.0.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use unidash::identity::{Algorithm, LogoutPost};

use super::provider::{Provider, claims, encode};

/// An app that answers as it is told to, and what it was sent.
struct App {
    statuses: Mutex<Vec<u16>>,
    heard: Mutex<Vec<String>>,
}

impl App {
    fn answering(statuses: &[u16]) -> Arc<Self> {
        Arc::new(Self { statuses: Mutex::new(statuses.to_vec()), heard: Mutex::default() })
    }

    fn heard(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

#[async_trait::async_trait]
impl LogoutPost for App {
    async fn post(&self, _: &str, logout_token: &str) -> Result<u16, String> {
        self.heard.lock().unwrap().push(logout_token.to_owned());
        let mut statuses = self.statuses.lock().unwrap();
        if statuses.is_empty() { Err("connection refused".to_owned()) } else { Ok(statuses.remove(0)) }
    }
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn back_channel_2_4_a_logout_token_says_all_that_it_must_and_has_no_nonce() {
    let provider = Provider::start().await;
    for algorithm in Algorithm::ALL {
        provider.change(|order, _| order.id_token_alg = algorithm.word().into()).await;
        let (_, tokens) = provider.whole_flow().await;
        let id = claims(&tokens["id_token"]);
        provider.identity.end_session(id["sid"].as_str().unwrap(), "test").await.unwrap();
        assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 1);
        let (_, token) = provider.notices.0.lock().unwrap().pop().unwrap();
        let head = header(&token);
        assert_eq!((&head["typ"], &head["alg"]), (&json!("logout+jwt"), &json!(algorithm.word())), "§2.4, §2.6");
        let notice = claims(&json!(token));
        for same in ["iss", "aud", "sub", "sid"] {
            assert_eq!(notice[same], id[same], "{same}");
        }
        assert_eq!(notice["iat"], provider.now());
        let left = notice["exp"].as_i64().unwrap() - provider.now();
        assert!((1..=120).contains(&left), "at most two minutes");
        assert!(!notice["jti"].as_str().unwrap().is_empty());
        assert_eq!(notice["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        assert!(notice["nonce"].is_null());
    }
}

#[tokio::test]
async fn back_channel_2_5_an_app_that_does_not_answer_is_told_again_with_a_new_token() {
    let app = App::answering(&[500, 503]);
    let provider = Provider::with(|identity| identity.with_logout_post(app.clone())).await;
    let (_, tokens) = provider.whole_flow().await;
    provider.identity.end_session(claims(&tokens["id_token"])["sid"].as_str().unwrap(), "test").await.unwrap();
    for tries in 1..=3 {
        assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 0);
        assert_eq!(app.heard(), tries);
        assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 0, "not before its time");
        assert_eq!(app.heard(), tries);
        provider.wait(900);
    }
    app.statuses.lock().unwrap().push(204);
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 1, "§2.8: 204 is as good as 200");
    provider.wait(900);
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 0, "told once it knows");
    let tokens: Vec<Value> =
        app.heard.lock().unwrap().iter().map(|token| claims(&json!(token))["jti"].clone()).collect();
    let mut different = tokens.clone();
    different.dedup();
    assert_eq!(tokens, different);
}

#[tokio::test]
async fn back_channel_2_only_apps_that_got_tokens_and_asked_for_it_are_told() {
    let provider = Provider::start().await;
    let mut other = super::provider::client("other");
    other.backchannel_logout_uri = Some("https://other.example/out".into());
    provider.identity.register_client(other).await.unwrap();
    provider.change(|order, _| order.backchannel_logout_uri = None).await;
    let (_, tokens) = provider.whole_flow().await;
    provider.identity.end_session(claims(&tokens["id_token"])["sid"].as_str().unwrap(), "test").await.unwrap();
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 0);
}

#[tokio::test]
async fn back_channel_2_1_and_2_2_what_is_announced_is_done_after_a_logout_by_the_app() {
    let provider = Provider::start().await;
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(
        (&known["backchannel_logout_supported"], &known["backchannel_logout_session_supported"]),
        (&json!(true), &json!(true))
    );
    let (mut browser, tokens) = provider.whole_flow().await;
    let query = encode(&[("id_token_hint", tokens["id_token"].as_str().unwrap())]);
    browser.get(&format!("/logout?{query}")).await;
    // Delivered beside the answer.
    for _ in 0..100 {
        if !provider.notices.0.lock().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(provider.notices.0.lock().unwrap().len(), 1);
}
