//! OpenID Connect Core 1.0 §3.1.2.1: `prompt`, `max_age`, `id_token_hint`; and requests from inside a frame.

use http::StatusCode;

use super::provider::{PASSWORD, Provider, authorize};

#[tokio::test]
async fn prompt_none_never_shows_a_page() {
    let provider = Provider::start().await;
    let answer = provider.browser().get(&authorize(&[("prompt", "none")])).await;
    assert_eq!(answer.told("error").as_deref(), Some("login_required"));
    let mut browser = provider.signed_in().await;
    assert!(browser.get(&authorize(&[("prompt", "none")])).await.told("code").is_some());
}

#[tokio::test]
async fn prompt_login_asks_for_the_password_although_a_session_is_there() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    provider.wait(5);
    let request = authorize(&[("prompt", "login")]);
    let asked = browser.get(&request).await;
    assert!(asked.location().path() == "/sign-in", "{asked:?}");
    // Whoever leaves out the sign-in gets no further.
    let waiting = asked.told("continue").unwrap();
    assert_eq!(browser.get(&waiting).await.location().path(), "/sign-in");
    provider.wait(5);
    let done = browser.sign_in(&request, "ana", PASSWORD).await;
    let back = browser.get(done.header("location")).await;
    assert!(back.told("code").is_some(), "{back:?}");
    // The proof belongs to that request only.
    assert_eq!(browser.get(&authorize(&[("prompt", "login"), ("state", "other")])).await.location().path(), "/sign-in");
}

#[tokio::test]
async fn max_age_asks_again_when_the_sign_in_is_too_old() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    assert!(browser.get(&authorize(&[("max_age", "300")])).await.told("code").is_some());
    provider.wait(301);
    assert_eq!(browser.get(&authorize(&[("max_age", "300")])).await.location().path(), "/sign-in");
}

#[tokio::test]
async fn a_hint_about_somebody_else_is_no_silent_sign_in() {
    let provider = Provider::start().await;
    let (mut browser, tokens) = provider.whole_flow().await;
    let hint = tokens["id_token"].as_str().unwrap();
    let fits = [("prompt", "none"), ("id_token_hint", hint)];
    assert!(browser.get(&authorize(&fits)).await.told("code").is_some());
    let bob = unidash::api::types::NewPerson {
        username: "bob".into(),
        name: "Bob".into(),
        email: None,
        password: PASSWORD.into(),
        admin: false,
        groups: Vec::new(),
    };
    provider.identity.create_person(&bob).await.unwrap();
    let mut other = provider.browser();
    other.sign_in("/sign-in", "bob", PASSWORD).await;
    assert_eq!(other.get(&authorize(&fits)).await.told("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn in_a_frame_without_a_session_the_desk_is_asked_and_no_password() {
    let provider = Provider::start().await;
    let mut framed = provider.browser().with("sec-fetch-dest", "iframe");
    for path in [authorize(&[]), "/gate?host=rss.cloud.example.org&return=%2F".to_owned()] {
        let page = framed.get(&path).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(
            page.body.contains("unidash:reauth") && page.body.contains("data-desk=\"https://desk.cloud.example.org\"")
        );
        assert!(!page.body.contains("<form"));
        assert!(page.header("content-security-policy").contains("frame-ancestors https://desk.cloud.example.org"));
    }
    let silent = framed.get(&authorize(&[("prompt", "none")])).await;
    assert_eq!(silent.told("error").as_deref(), Some("login_required"));
}
