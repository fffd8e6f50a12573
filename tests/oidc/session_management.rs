//! OpenID Connect Session Management 1.0.

use http::StatusCode;
use unidash::clock::digest;

use super::provider::{Provider, authorize};

#[tokio::test]
async fn session_2_the_answer_carries_a_state_that_the_frame_can_check() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let back = browser.get(&authorize(&[])).await;
    let state = back.told("session_state").unwrap();
    let (hash, salt) = state.split_once('.').unwrap();
    let marker = browser.cookie("__Host-id-state").unwrap();
    assert_eq!(hash, digest(&format!("rss https://rss.cloud.example.org {marker} {salt}")));
    assert!(!state.contains(' '));
    let set = back.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect::<String>();
    assert!(set.contains("SameSite=None; Secure") && !set.contains("HttpOnly"), "{set}");
    let again = browser.get(&authorize(&[("prompt", "none")])).await.told("session_state").unwrap();
    assert_ne!(again, state, "salted");
    assert_eq!(browser.cookie("__Host-id-state").unwrap().len(), 43);
}

#[tokio::test]
async fn session_3_the_frame_may_be_held_by_any_page_and_runs_its_own_script_only() {
    let provider = Provider::start().await;
    let known = provider.get("/.well-known/openid-configuration", None).await.json();
    assert_eq!(known["check_session_iframe"], "https://id.cloud.example.org/check-session");
    let frame = provider.get("/check-session", None).await;
    assert_eq!(frame.status, StatusCode::OK);
    let policy = frame.header("content-security-policy");
    assert!(policy.contains("frame-ancestors *") && policy.contains("'nonce-"), "{policy}");
    assert!(frame.header("x-frame-options").is_empty());
    assert!(frame.body.contains("data-cookie=\"__Host-id-state\""));
}

#[tokio::test]
async fn session_3_the_state_changes_with_the_session_and_not_with_a_second_sign_in() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    browser.get(&authorize(&[])).await;
    let first = browser.cookie("__Host-id-state").unwrap().to_owned();
    provider.wait(5);
    let request = authorize(&[("prompt", "login")]);
    let done = browser.sign_in(&request, "ana", super::provider::PASSWORD).await;
    browser.get(done.header("location")).await;
    assert_eq!(browser.cookie("__Host-id-state").unwrap(), first, "the same person in the same session");
    let page = browser.get("/logout").await;
    browser.submit(&page, &[]).await;
    assert!(browser.cookie("__Host-id-state").is_none());
}
