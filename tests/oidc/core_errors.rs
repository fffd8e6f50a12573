//! OpenID Connect Core 1.0 §3.1.2.6, RFC 6749 §4.1.2.1, RFC 9700 §2.1.

use http::StatusCode;

use super::provider::{CALLBACK, Provider, authorize, client};

#[tokio::test]
async fn nobody_is_redirected_to_an_address_that_is_not_registered() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let longer = format!("{CALLBACK}/more");
    for address in ["https://evil.example/", longer.as_str(), "https://RSS.cloud.example.org/callback", ""] {
        let page = browser.get(&authorize(&[("redirect_uri", address)])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(page.header("location").is_empty());
        assert!(page.text("h1").is_some());
    }
    let page = browser.get(&authorize(&[("client_id", "nobody")])).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_request_that_cannot_be_answered_is_told_to_the_client_with_its_state() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    for (extra, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
        (("request", "eyJ"), "invalid_request_object"),
        (("request_uri", "https://rss.cloud.example.org/r"), "invalid_request_uri"),
        (("prompt", "create"), "invalid_request"),
        (("claims", "[]"), "invalid_request"),
        (("registration", "{}"), "registration_not_supported"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("id_token_hint", "a.b.c"), "invalid_request"),
        (("response_mode", "fragment"), "invalid_request"),
    ] {
        let answer = browser.get(&authorize(&[extra])).await;
        assert_eq!(answer.told("error").as_deref(), Some(error), "{extra:?}");
        assert_eq!(answer.told("state").as_deref(), Some("some-state"));
        assert_eq!(answer.told("iss").as_deref(), Some("https://id.cloud.example.org"));
        assert!(answer.told("code").is_none());
    }
}

#[tokio::test]
async fn a_repeated_parameter_is_refused() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let answer = browser.get(&format!("{}&scope=openid", authorize(&[]))).await;
    assert_eq!(answer.told("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn a_person_outside_the_apps_groups_is_told_so_and_gets_no_code() {
    let provider = Provider::start().await;
    let mut order = client("rss");
    order.groups = vec!["Ventes".into()];
    provider.identity.register_client(order).await.unwrap();
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[])).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.body.contains("Ana Costa"));
    let silent = browser.get(&authorize(&[("prompt", "none")])).await;
    assert_eq!(silent.told("error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn a_form_post_answer_works_without_scripts() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let page = browser.get(&authorize(&[("response_mode", "form_post")])).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&format!("action=\"{CALLBACK}\"")), "{}", page.body);
    assert!(page.text("button[type=submit]").is_some());
    assert!(page.header("content-security-policy").contains("form-action 'self' https://rss.cloud.example.org"));
}

#[tokio::test]
async fn form_post_2_errors_are_posted_with_state_and_issuer_as_well() {
    let provider = Provider::start().await;
    let silent = [("response_mode", "form_post"), ("prompt", "none"), ("state", "a\"><script>")];
    let page = provider.browser().get(&authorize(&silent)).await;
    assert_eq!(page.status, StatusCode::OK);
    let field = |name: &str| page.attribute(&format!("input[name={name}]"), "value");
    assert_eq!(field("error").as_deref(), Some("login_required"));
    assert_eq!(field("state").as_deref(), Some("a\"><script>"), "nothing breaks out of the form");
    assert_eq!(field("iss").as_deref(), Some("https://id.cloud.example.org"));
    assert_eq!(page.header("cache-control"), "no-store");
}
