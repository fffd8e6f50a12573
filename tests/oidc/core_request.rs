//! OpenID Connect Core 1.0 §3.1.2.1 and §15.1, RFC 6749 §3.1, RFC 9207: what a request may say, and what
//! of it counts.

use http::StatusCode;
use serde_json::json;

use super::provider::{CALLBACK, Provider, VERIFIER, authorize, claims};

#[tokio::test]
async fn core_3_1_2_1_get_and_post_are_answered_alike() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let request = authorize(&[]);
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(request.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = browser.post("/authorize", &fields).await;
    assert_eq!(answer.told("state").as_deref(), Some("some-state"));
    assert_eq!(provider.tokens(&answer.told("code").unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn core_3_1_2_1_a_form_of_another_site_comes_without_the_cookie_and_is_asked_again_by_get() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let request = authorize(&[("prompt", "none")]);
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(request.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut foreign = provider.browser().with("sec-fetch-site", "cross-site");
    let led = foreign.post("/authorize", &fields).await;
    assert_eq!((led.status, led.location().path()), (StatusCode::SEE_OTHER, "/authorize"));
    assert!(browser.get(led.header("location")).await.told("code").is_some(), "{led:?}");
    let stranger = provider.browser().get(led.header("location")).await;
    assert_eq!(stranger.told("error").as_deref(), Some("login_required"));
    // A doubled parameter must not get lost on the way.
    let doubled: Vec<_> = fields.iter().copied().chain([("nonce", "other")]).collect();
    assert_eq!(foreign.post("/authorize", &doubled).await.told("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn core_15_1_wishes_that_cannot_be_met_and_unknown_parameters_are_no_errors() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    for wish in [
        ("display", "page"),
        ("display", "popup"),
        ("display", "wap"),
        ("ui_locales", "se"),
        ("ui_locales", "fr en"),
        ("claims_locales", "se"),
        ("acr_values", "1 2"),
        ("acr_values", "pwd"),
        ("login_hint", "somebody@example.org"),
        ("extra", "foobar"),
        ("scope", "email openid profile"),
        ("scope", "openid address phone unknown"),
        ("prompt", "consent"),
    ] {
        assert!(browser.get(&authorize(&[wish])).await.told("code").is_some(), "{wish:?}");
    }
}

#[tokio::test]
async fn core_3_1_2_1_the_login_hint_stands_in_the_form_and_ui_locales_choose_the_language() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let hint = "ana\"><b>";
    let there = browser.get(&authorize(&[("login_hint", hint), ("ui_locales", "de fr-CA en")])).await;
    let page = browser.get(there.header("location")).await;
    assert_eq!(page.attribute("input[name=username]", "value").as_deref(), Some(hint));
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("fr"));
}

#[tokio::test]
async fn core_15_5_2_a_nonce_comes_back_as_it_was_and_the_code_flow_needs_none() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let odd = "n-0S6_WzA2Mj é 漢 \"'<>&=+%20";
    let code = provider.code(&mut browser, &[("nonce", odd)]).await;
    assert_eq!(claims(&provider.tokens(&code).await.json()["id_token"])["nonce"], odd);
    let code = provider.code(&mut browser, &[("nonce", "")]).await;
    assert!(claims(&provider.tokens(&code).await.json()["id_token"])["nonce"].is_null());
}

#[tokio::test]
async fn rfc6749_4_1_2_state_comes_back_as_it_was_or_not_at_all() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let long = "x-_.~%+ é".repeat(64);
    for state in [long.as_str(), "a b&c=d#e"] {
        assert_eq!(browser.get(&authorize(&[("state", state)])).await.told("state").as_deref(), Some(state));
    }
    let without = [("state", ""), ("response_type", "")];
    assert!(browser.get(&authorize(&without[..1])).await.told("state").is_none());
    assert!(browser.get(&authorize(&without)).await.told("state").is_none(), "nor with an error");
}

#[tokio::test]
async fn rfc9207_2_every_answer_names_the_issuer_by_query_and_by_form() {
    let provider = Provider::start().await;
    let mut browser = provider.signed_in().await;
    let issuer = provider.get("/.well-known/openid-configuration", None).await.json()["issuer"].clone();
    for extra in [("state", "s"), ("response_type", "token"), ("scope", "profile"), ("request", "eyJ")] {
        let told = browser.get(&authorize(&[extra])).await;
        assert_eq!(json!(told.told("iss")), issuer, "{extra:?}");
        let form = browser.get(&authorize(&[extra, ("response_mode", "form_post")])).await;
        assert_eq!(json!(form.attribute("input[name=iss]", "value")), issuer, "{extra:?}");
    }
}

#[tokio::test]
async fn rfc6749_3_1_2_a_query_of_the_redirect_address_is_kept_and_belongs_to_it() {
    let provider = Provider::start().await;
    let with_query = format!("{CALLBACK}?foo=bar");
    provider.change(|order, _| order.redirect_uris = vec![with_query.clone()]).await;
    let mut browser = provider.signed_in().await;
    let back = browser.get(&authorize(&[("redirect_uri", &with_query)])).await;
    assert_eq!(back.told("foo").as_deref(), Some("bar"));
    let code = back.told("code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &with_query),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(provider.call("/token", &fields).await.status, StatusCode::OK);
    for other in [CALLBACK.to_owned(), format!("{CALLBACK}?foo=baz"), format!("{with_query}&more=1")] {
        let page = browser.get(&authorize(&[("redirect_uri", &other)])).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, ""), "{other}");
    }
}

#[tokio::test]
async fn core_3_1_2_1_a_missing_redirect_address_is_a_page_although_only_one_is_registered() {
    let provider = Provider::start().await;
    let page = provider.signed_in().await.get(&authorize(&[("redirect_uri", "")])).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, ""));
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("en"), "a page for people: {page:?}");
    assert!(page.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn core_3_1_2_6_every_question_that_prompt_none_forbids_has_its_error() {
    let provider = Provider::start().await;
    provider.change(|order, _| order.first_party = false).await;
    let mut browser = provider.signed_in().await;
    let silent = |extra: (&'static str, &'static str)| authorize(&[("prompt", "none"), extra]);
    assert_eq!(browser.get(&silent(("state", "s"))).await.told("error").as_deref(), Some("consent_required"));
    provider.wait(10);
    assert_eq!(browser.get(&silent(("max_age", "5"))).await.told("error").as_deref(), Some("login_required"));
    let stranger = provider.browser().get(&silent(("state", "s"))).await;
    assert_eq!(stranger.told("error").as_deref(), Some("login_required"));
}
