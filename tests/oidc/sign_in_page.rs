//! The sign-in page: plain, in two languages, telling strangers nothing.

use http::StatusCode;

use super::provider::{PASSWORD, Provider, authorize};

#[tokio::test]
async fn the_page_speaks_the_readers_language() {
    let provider = Provider::start().await;
    let french = provider.browser().with("accept-language", "fr-FR,fr;q=0.9").get("/sign-in").await;
    assert_eq!(french.text("h1").as_deref(), Some("Bonjour"));
    let english = provider.browser().with("accept-language", "fr").get("/sign-in?ui_locales=en").await;
    assert_eq!(english.text("h1").as_deref(), Some("Hello"));
}

#[tokio::test]
async fn the_page_cannot_be_framed_and_runs_no_foreign_script() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let asked = browser.get(&authorize(&[])).await;
    let page = browser.get(asked.header("location")).await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(policy.contains("form-action 'self'") && policy.contains("https://rss.cloud.example.org"), "{policy}");
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_read_the_same() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let wrong = browser.sign_in("/sign-in", "ana", "not her password").await;
    let unknown = browser.sign_in("/sign-in", "nobody", "not her password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.status, unknown.status);
    assert!(wrong.text("[role=alert]").is_some());
    assert_eq!(wrong.text("[role=alert]"), unknown.text("[role=alert]"));
    assert!(!wrong.body.contains("not her password"));
}

#[tokio::test]
async fn guessing_is_braked_for_real_and_invented_names_alike() {
    let provider = Provider::start().await;
    let mut sentences = Vec::new();
    for name in ["ana", "nobody"] {
        let mut browser = provider.browser();
        for _ in 0..5 {
            browser.sign_in("/sign-in", name, "guess after guess").await;
        }
        let braked = browser.sign_in("/sign-in", name, PASSWORD).await;
        sentences.push(braked.text("[role=alert]").unwrap());
    }
    assert_eq!(sentences[0], sentences[1]);
    assert!(sentences[0].contains("Too many attempts"));
    provider.wait(601);
    let free = provider.browser().sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(free.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_from_elsewhere_signs_nobody_in() {
    let provider = Provider::start().await;
    let fields = [("username", "ana"), ("password", PASSWORD)];
    assert_eq!(provider.browser().post("/sign-in", &fields).await.status, StatusCode::FORBIDDEN);
    let mut browser = provider.browser();
    let page = browser.get("/sign-in").await;
    let mut foreign =
        browser.clone().with("origin", "https://rss.cloud.example.org").with("sec-fetch-site", "same-site");
    assert_eq!(foreign.submit(&page, &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.submit(&page, &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn after_signing_in_nobody_is_led_elsewhere() {
    let provider = Provider::start().await;
    let done = provider.browser().sign_in("/sign-in?continue=https%3A%2F%2Fevil.example", "ana", PASSWORD).await;
    assert_eq!(done.header("location"), "https://desk.cloud.example.org/");
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_then_counts() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let change =
        |old, new, repeat| [("username", "ana"), ("password", old), ("new_password", new), ("repeat_password", repeat)];
    let page = browser.get("/change-password").await;
    for (old, new, repeat) in [
        ("wrong old password", "quite another one", "quite another one"),
        (PASSWORD, "quite another one", "and a third one"),
        (PASSWORD, "short", "short"),
    ] {
        let refused = browser.submit(&page, &change(old, new, repeat)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text("[role=alert]").is_some());
    }
    let done = browser.submit(&page, &change(PASSWORD, "quite another one", "quite another one")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    assert!(browser.cookie("__Host-id").is_some());
    let old = provider.browser().sign_in("/sign-in", "ana", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_gate_gives_a_ticket_for_one_host_and_one_use() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let passed = browser.get("/gate?host=rss.cloud.example.org&return=%2Funread%3Fp%3D2").await;
    let there = passed.location();
    assert_eq!(there.host_str(), Some("rss.cloud.example.org"));
    assert_eq!(there.path(), "/.unidash/session");
    assert_eq!(passed.told("return").as_deref(), Some("/unread?p=2"));
    let ticket = passed.told("ticket").unwrap();
    let redeem = |host: &'static str| provider.identity.redeem_ticket(&ticket, host);
    assert!(redeem("notes.cloud.example.org").await.unwrap().is_none());
    let session = redeem("rss.cloud.example.org").await.unwrap().unwrap();
    assert!(redeem("rss.cloud.example.org").await.unwrap().is_none());
    let question = unidash::api::types::AccessQuestion {
        app: Some("rss".into()),
        host: "rss.cloud.example.org".into(),
        groups: vec!["compta".into()],
        handle: Some(session.handle),
        basic: None,
    };
    let answer = provider.identity.access(&question).await.unwrap();
    assert!(matches!(answer, unidash::api::types::AccessAnswer::Allow { .. }), "{answer:?}");
    let evil = browser.get("/gate?host=evil.example&return=%2F").await;
    assert_eq!(evil.status, StatusCode::BAD_REQUEST);
    let elsewhere = browser.get("/gate?host=rss.cloud.example.org&return=%2F%2Fevil.example").await;
    assert_eq!(elsewhere.told("return").as_deref(), Some("/"));
}

#[tokio::test]
async fn a_sign_in_left_open_in_another_window_goes_on_without_asking_again() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let waiting = browser.get(&authorize(&[])).await.header("location").to_owned();
    browser.sign_in("/sign-in", "ana", PASSWORD).await;
    let on = browser.get(&waiting).await;
    assert_eq!(on.status, StatusCode::SEE_OTHER);
    assert!(browser.get(on.header("location")).await.told("code").is_some());
}
