//! A client that wants a second factor gets one, or learns that it did not (Core §3.1.2.1, §5.5.1.1).

use http::StatusCode;
use serde_json::json;

use super::provider::{Answer, Browser, PASSWORD, Provider, authorize, claims};

const ESSENTIAL: &str = r#"{"id_token":{"acr":{"essential":true,"values":["mfa"]}}}"#;

fn code(provider: &Provider, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap();
    app.generate(u64::try_from(provider.now()).unwrap()).to_string()
}

/// Sets an app up on the page that is shown: its secret, and the page with the recovery codes.
async fn set_up(provider: &Provider, browser: &mut Browser, page: &Answer) -> (String, Answer) {
    let secret = page.text("code").unwrap_or_else(|| panic!("{page:?}"));
    let done = browser.submit(page, &[("code", &code(provider, &secret))]).await;
    assert_eq!(done.text("h1").as_deref(), Some("Keep these codes"), "{done:?}");
    (secret, done)
}

async fn id_token(provider: &Provider, back: &Answer) -> serde_json::Value {
    let tokens = provider.tokens(&back.told("code").unwrap_or_else(|| panic!("{back:?}"))).await.json();
    let access = claims(&tokens["access_token"]);
    let id = claims(&tokens["id_token"]);
    assert_eq!(access["acr"], id["acr"], "both say the same");
    id
}

#[tokio::test]
async fn acr_says_pwd_when_a_password_was_enough() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let id = id_token(&provider, &browser.get(&authorize(&[])).await).await;
    assert_eq!((&id["acr"], &id["amr"]), (&json!("pwd"), &json!(["pwd"])));
}

#[tokio::test]
async fn acr_values_with_mfa_is_a_wish_nobody_without_a_second_factor_is_held_up() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    for values in ["mfa", "mfa pwd", "urn:unknown mfa"] {
        let back = browser.get(&authorize(&[("acr_values", values)])).await;
        assert_eq!(id_token(&provider, &back).await["acr"], "pwd", "{values}: and the truth is told");
    }
}

#[tokio::test]
async fn acr_values_with_mfa_asks_a_session_from_before_for_the_second_factor() {
    let provider = Provider::start().await;
    let (mut old, mut other) = (provider.signed_in().await, provider.signed_in().await);
    let page = other.get("/second-factor").await;
    let (secret, _) = set_up(&provider, &mut other, &page).await;
    provider.wait(60);
    assert!(old.get(&authorize(&[("acr_values", "pwd mfa")])).await.told("code").is_some(), "pwd is preferred");
    let silent = old.get(&authorize(&[("acr_values", "mfa"), ("prompt", "none")])).await;
    assert_eq!(id_token(&provider, &silent).await["acr"], "pwd", "nobody may be asked");
    let asked = old.get(&authorize(&[("acr_values", "mfa")])).await;
    assert!(asked.header("location").starts_with("/sign-in?continue="), "{asked:?}");
    let step = old.sign_in(asked.header("location"), "ana", PASSWORD).await;
    assert_eq!(step.text("h1").as_deref(), Some("One more step"));
    let done = old.submit(&step, &[("code", &code(&provider, &secret))]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    let back = old.get(done.header("location")).await;
    let id = id_token(&provider, &back).await;
    assert_eq!((&id["acr"], &id["amr"]), (&json!("mfa"), &json!(["pwd", "otp", "mfa"])));
}

#[tokio::test]
async fn an_essential_acr_of_mfa_has_one_set_up_or_the_client_learns_that_it_cannot_be_had() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let request = authorize(&[("claims", ESSENTIAL)]);
    let silent = browser.get(&authorize(&[("claims", ESSENTIAL), ("prompt", "none")])).await;
    assert_eq!(silent.told("error").as_deref(), Some("unmet_authentication_requirements"), "{silent:?}");
    let led = browser.get(&request).await;
    assert!(led.header("location").starts_with("/second-factor?continue="), "{led:?}");
    let page = browser.get(led.header("location")).await;
    let (_, done) = set_up(&provider, &mut browser, &page).await;
    let back = browser.get(&done.html_link("a.is-main")).await;
    assert_eq!(id_token(&provider, &back).await["acr"], "mfa");

    // A session that is not fresh types the password first.
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    provider.wait(3600);
    let led = browser.get(&request).await;
    assert!(led.header("location").starts_with("/sign-in?continue="), "{led:?}");
    let done = browser.sign_in(led.header("location"), "ana", PASSWORD).await;
    let back = browser.get(done.header("location")).await;
    assert!(back.header("location").starts_with("/second-factor?continue="), "{back:?}");
}

#[tokio::test]
async fn an_acr_that_nobody_knows_is_refused_when_it_is_essential() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let claims = r#"{"id_token":{"acr":{"essential":true,"value":"urn:gold"}}}"#;
    let told = browser.get(&authorize(&[("claims", claims)])).await;
    assert_eq!(told.told("error").as_deref(), Some("unmet_authentication_requirements"), "{told:?}");
}
