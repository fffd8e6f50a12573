//! OpenID Connect Core 1.0 §3.1.2.4 (consent), §3.1.2.1 (`prompt=consent`, `prompt=select_account`),
//! §4 (sign-in started elsewhere).

use http::StatusCode;

use super::provider::{PASSWORD, Provider, authorize};

async fn foreign() -> Provider {
    let provider = Provider::start().await;
    provider
        .change(|order, metadata| {
            order.first_party = false;
            order.name = unidash::api::types::Text::same("Foreign App");
            metadata.policy_uri = Some("https://rss.cloud.example.org/policy".into());
            metadata.logo_uri = Some("https://img.example/logo.png".into());
        })
        .await;
    provider
}

#[tokio::test]
async fn whoever_is_asked_reads_in_plain_words_what_is_shared() {
    let provider = foreign().await;
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[("scope", "openid email")])).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("h1").unwrap().contains("Foreign App"));
    let shared = page.text("#shared").unwrap();
    assert!(shared.contains("mail address") && !shared.contains("groups"), "{shared}");
    assert!(page.body.contains("https://rss.cloud.example.org/policy"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("img-src 'self' data: https://img.example") && policy.contains("frame-ancestors 'none'"));
    let french = provider.signed_in().await.with("accept-language", "fr").get(&authorize(&[])).await;
    assert!(french.text("h1").unwrap().contains("veut savoir"));
}

#[tokio::test]
async fn consent_is_asked_once_and_again_for_more() {
    let provider = foreign().await;
    let mut browser = provider.signed_in().await;
    let silent = browser.get(&authorize(&[("prompt", "none")])).await;
    assert_eq!(silent.told("error").as_deref(), Some("consent_required"));
    let page = browser.get(&authorize(&[("scope", "openid profile")])).await;
    let on = browser.submit(&page, &[("answer", "yes")]).await;
    let back = browser.get(on.header("location")).await;
    assert!(back.told("code").is_some(), "{back:?}");
    assert!(browser.get(&authorize(&[("scope", "openid profile"), ("prompt", "none")])).await.told("code").is_some());
    let more = browser.get(&authorize(&[("scope", "openid profile email")])).await;
    assert!(more.text("#shared").is_some(), "more than was agreed to");
    let wanted = r#"{"userinfo":{"email":null}}"#;
    let hidden = browser.get(&authorize(&[("scope", "openid profile"), ("claims", wanted)])).await;
    assert!(hidden.text("#shared").unwrap().contains("mail address"), "claims are no back door");
    let again = browser.get(&authorize(&[("scope", "openid profile"), ("prompt", "consent")])).await;
    assert!(again.text("#shared").is_some(), "asked again by wish");
}

#[tokio::test]
async fn whoever_does_not_agree_goes_back_with_access_denied() {
    let provider = foreign().await;
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[])).await;
    let back = browser.submit(&page, &[("answer", "no")]).await;
    assert_eq!(back.told("error").as_deref(), Some("access_denied"));
    assert_eq!(back.told("state").as_deref(), Some("some-state"));
    assert!(browser.get(&authorize(&[])).await.text("#shared").is_some(), "nothing was remembered");
}

#[tokio::test]
async fn nobody_else_can_agree_for_the_person() {
    let provider = foreign().await;
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[])).await;
    let request = &authorize(&[])[..];
    for csrf in ["", "guess"] {
        let forged = [("csrf", csrf), ("continue", request), ("answer", "yes")];
        assert_eq!(browser.post("/consent", &forged).await.status, StatusCode::FORBIDDEN);
    }
    let mut sibling =
        browser.clone().with("sec-fetch-site", "same-site").with("origin", "https://evil.cloud.example.org");
    assert_eq!(sibling.submit(&page, &[("answer", "yes")]).await.status, StatusCode::FORBIDDEN);
    let elsewhere = browser.submit(&page, &[("answer", "yes"), ("continue", "https://evil.example/")]).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn select_account_offers_the_present_account_and_another() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let request = authorize(&[("prompt", "select_account")]);
    let page = browser.get(&request).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("button[type=submit]").unwrap().contains("Ana Costa"));
    let on = browser.submit(&page, &[]).await;
    assert!(browser.get(on.header("location")).await.told("code").is_some());
    // Another account: the password is asked for, and then nothing is chosen twice.
    provider.wait(5);
    let other = page.html_link("a.button.is-wide");
    let done = browser.sign_in(&other, "ana", PASSWORD).await;
    assert!(browser.get(done.header("location")).await.told("code").is_some());
    // The choice belongs to that request only.
    let next = browser.get(&authorize(&[("prompt", "select_account"), ("state", "other")])).await;
    assert_eq!(next.status, StatusCode::OK);
}

#[tokio::test]
async fn core_4_a_sign_in_can_be_started_here() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    assert_eq!(browser.get("/start?client_id=rss").await.status, StatusCode::BAD_REQUEST, "not registered for it");
    provider.change(|order, _| order.initiate_login_uri = Some("https://rss.cloud.example.org/go?x=1".into())).await;
    let there = browser.get("/start?client_id=rss&login_hint=ana&target_link_uri=https%3A%2F%2Frss%2F").await;
    assert!(there.header("location").starts_with("https://rss.cloud.example.org/go?x=1&iss="));
    assert_eq!(there.told("iss").as_deref(), Some("https://id.cloud.example.org"));
    assert_eq!(there.told("login_hint").as_deref(), Some("ana"));
    assert_eq!(there.told("target_link_uri").as_deref(), Some("https://rss/"));
    assert_eq!(browser.get("/start?client_id=nobody").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_withdrawn_consent_ends_what_the_app_holds_and_asks_again() {
    let provider = foreign().await;
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[("scope", "openid profile")])).await;
    let on = browser.submit(&page, &[("answer", "yes")]).await;
    let back = browser.get(on.header("location")).await;
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    let ana = provider.identity.local_people("ana").await.unwrap().remove(0);
    let known = provider.identity.consents(ana.id).await.unwrap();
    assert_eq!((known[0].client.as_str(), known[0].name.en.as_str()), ("rss", "Foreign App"));
    provider.identity.withdraw_consent(&ana, "rss").await.unwrap();
    assert!(provider.identity.consents(ana.id).await.unwrap().is_empty());
    let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    assert_eq!(provider.call("/token", &fields).await.json()["error"], "invalid_grant");
    let bearer = tokens["access_token"].as_str();
    assert_eq!(provider.get("/userinfo", bearer).await.status, StatusCode::UNAUTHORIZED);
    let again = browser.get(&authorize(&[("scope", "openid profile")])).await;
    assert!(again.text("#shared").is_some(), "asked again: {again:?}");
}
