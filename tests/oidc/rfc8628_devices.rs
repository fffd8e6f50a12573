//! RFC 8628: devices without a browser.

use http::StatusCode;
use serde_json::Value;

use super::provider::{Answer, Browser, Provider, claims};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn begin(provider: &Provider) -> Value {
    let answer = provider.call("/device-authorization", &[("scope", "openid profile")]).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    answer.json()
}

async fn poll(provider: &Provider, device: &Value) -> Answer {
    let code = device["device_code"].as_str().unwrap();
    provider.call("/token", &[("grant_type", GRANT), ("device_code", code)]).await
}

/// Types the code; the page that asks for the answer.
async fn type_code(browser: &mut Browser, code: &str) -> Answer {
    let page = browser.get("/device").await;
    browser.submit(&page, &[("user_code", code)]).await
}

#[tokio::test]
async fn rfc8628_3_a_person_types_the_code_agrees_and_the_device_is_signed_in() {
    let provider = Provider::start().await;
    let device = begin(&provider).await;
    assert_eq!(device["verification_uri"], "https://id.cloud.example.org/device");
    let code = device["user_code"].as_str().unwrap();
    assert!(device["verification_uri_complete"].as_str().unwrap().ends_with(code));
    assert_eq!(poll(&provider, &device).await.json()["error"], "authorization_pending");
    let mut browser = provider.signed_in().await;
    let page = type_code(&mut browser, &code.to_lowercase().replace('-', " ")).await;
    assert!(page.text("p.soft").unwrap().contains(code), "as the device shows it: {page:?}");
    assert_eq!(poll(&provider, &device).await.json()["error"], "slow_down");
    provider.wait(6);
    assert_eq!(poll(&provider, &device).await.json()["error"], "authorization_pending", "reading is not agreeing");
    let done = browser.submit(&page, &[("answer", "yes")]).await;
    assert_eq!(done.status, StatusCode::OK);
    provider.wait(6);
    let tokens = poll(&provider, &device).await;
    assert_eq!(tokens.status, StatusCode::OK, "{tokens:?}");
    let id = claims(&tokens.json()["id_token"]);
    assert_eq!((id["aud"].as_str(), id["preferred_username"].as_str()), (Some("rss"), Some("ana")));
    assert!(tokens.json()["refresh_token"].is_string());
    provider.wait(6);
    assert_eq!(poll(&provider, &device).await.json()["error"], "invalid_grant", "good once");
    assert!(type_code(&mut browser, code).await.text("[role=alert]").is_some());
}

#[tokio::test]
async fn rfc8628_3_5_refusal_and_expiry_are_told() {
    let provider = Provider::start().await;
    let device = begin(&provider).await;
    let mut browser = provider.signed_in().await;
    let page = type_code(&mut browser, device["user_code"].as_str().unwrap()).await;
    browser.submit(&page, &[("answer", "no")]).await;
    assert_eq!(poll(&provider, &device).await.json()["error"], "access_denied");
    let late = begin(&provider).await;
    provider.wait(601);
    assert_eq!(poll(&provider, &late).await.json()["error"], "expired_token");
    let page = type_code(&mut browser, late["user_code"].as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn rfc8628_5_1_guessing_codes_is_braked() {
    let provider = Provider::start().await;
    let device = begin(&provider).await;
    let mut browser = provider.signed_in().await;
    for _ in 0..10 {
        assert!(type_code(&mut browser, "BBBB-BBBB").await.text("[role=alert]").unwrap().contains("No device"));
    }
    let braked = type_code(&mut browser, device["user_code"].as_str().unwrap()).await;
    assert!(braked.text("[role=alert]").unwrap().contains("Too many"));
    provider.wait(599);
    assert!(type_code(&mut browser, "BBBB-BBBB").await.text("[role=alert]").unwrap().contains("Too many"));
    provider.wait(2);
    assert!(type_code(&mut browser, "BBBB-BBBB").await.text("[role=alert]").unwrap().contains("No device"));
}

#[tokio::test]
async fn rfc8628_5_4_a_link_alone_connects_nothing() {
    let provider = Provider::start().await;
    let device = begin(&provider).await;
    let link = format!("/device?user_code={}", device["user_code"].as_str().unwrap());
    let mut stranger = provider.browser();
    assert_eq!(stranger.get(&link).await.location().path(), "/sign-in");
    let mut browser = provider.signed_in().await;
    let page = browser.get(&link).await;
    assert!(page.text("#shared").is_none(), "the code only fills the field");
    let forged = [("user_code", device["user_code"].as_str().unwrap()), ("answer", "yes")];
    assert_eq!(browser.post("/device", &forged).await.status, StatusCode::FORBIDDEN);
    assert_eq!(poll(&provider, &device).await.json()["error"], "authorization_pending");
}

#[tokio::test]
async fn rfc8628_3_4_a_code_belongs_to_its_client_and_to_the_apps_groups() {
    let provider = Provider::start().await;
    let device = begin(&provider).await;
    let mut other = super::provider::client("phone");
    other.auth_method = "none".into();
    provider.identity.register_client(other).await.unwrap();
    let code = device["device_code"].as_str().unwrap();
    let stolen = [("grant_type", GRANT), ("device_code", code), ("client_id", "phone")];
    assert_eq!(provider.call_as(None, "/token", &stolen).await.json()["error"], "invalid_grant");
    provider.change(|order, _| order.groups = vec!["Ventes".into()]).await;
    let mut browser = provider.signed_in().await;
    let page = type_code(&mut browser, device["user_code"].as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(provider.call("/token", &[("grant_type", GRANT)]).await.json()["error"], "invalid_request");
    let invented = [("grant_type", GRANT), ("device_code", "invented")];
    assert_eq!(provider.call("/token", &invented).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn rfc8628_3_1_and_3_2_a_known_client_gets_all_that_a_device_needs() {
    let provider = Provider::start().await;
    let device = begin(&provider).await;
    assert!(device["expires_in"].as_i64().unwrap() > 0 && device["interval"].as_i64().unwrap() >= 5);
    let code = device["user_code"].as_str().unwrap();
    assert!(code.bytes().all(|sign| sign.is_ascii_uppercase() || sign == b'-'), "§6.1: easy to type: {code}");
    assert!(device["device_code"].as_str().unwrap().len() >= 32, "§5.2: nobody guesses it");
    let stranger = provider.call_as(None, "/device-authorization", &[("client_id", "nobody")]).await;
    assert_eq!(
        (stranger.status, stranger.json()["error"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("invalid_client"))
    );
    assert_eq!(provider.get("/device-authorization", None).await.status, StatusCode::METHOD_NOT_ALLOWED);
    provider.change(|_, metadata| metadata.grant_types = vec!["authorization_code".into()]).await;
    assert_eq!(provider.call("/device-authorization", &[]).await.json()["error"], "unauthorized_client");
}
