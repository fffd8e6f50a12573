//! How people signed in at another provider: what of it apps are told, which rules hold all the same, and how
//! somebody proves it anew. OpenID Connect Core 1.0 §2, §3.1.2.1, §5.5.1.1; RFC 8176 §2.

use std::collections::HashMap;

use http::StatusCode;
use serde_json::{Value, json};
use unidash::api::types::Upstream;
use unidash::identity::SecondFactorRule;

use super::provider::{Answer, Browser, PASSWORD, authorize, claims};
use super::upstream::{ISSUER, Two, two};

/// Through the button while they ask for the password anew.
async fn anew(two: &Two, browser: &mut Browser, leave: &str) -> Answer {
    let there = browser.get(leave).await.header("location").to_owned();
    let mut theirs = two.theirs.signed_in().await;
    let done = theirs.sign_in(there.strip_prefix(ISSUER).unwrap(), "ana", PASSWORD).await;
    let back = theirs.get(done.header("location")).await;
    browser.get(back.header("location").strip_prefix("https://id.cloud.example.org").unwrap()).await
}

/// Ana's own ID token after she came in by the other provider.
async fn id_token(two: &Two, browser: &mut Browser, extra: &[(&str, &str)]) -> Value {
    let code = two.ours.code(browser, extra).await;
    let tokens = two.ours.tokens(&code).await.json();
    let shown = two.ours.call("/introspect", &[("token", tokens["access_token"].as_str().unwrap())]).await.json();
    let id = claims(&tokens["id_token"]);
    assert_eq!(shown.get("acr"), id.get("acr"), "everywhere the same");
    id
}

#[tokio::test]
async fn core_2_acr_and_amr_say_nothing_that_was_not_shown_or_believed() {
    let two = two().await;
    let links = two.linked("ana").await;
    *two.net.change.lock().unwrap() = Some(|all| all["amr"] = json!(["pwd", "otp", "mfa"]));
    let mut browser = two.ours.browser();
    two.through(&mut browser, "/upstream/corp", "ana").await;
    let id = id_token(&two, &mut browser, &[]).await;
    assert_eq!((id.get("acr"), id.get("amr")), (None, None), "nobody typed a password here");
    assert!(id["auth_time"].is_i64());
    // A password that is essential was not shown here.
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["pwd"]}}}"#;
    let silent = browser.get(&authorize(&[("claims", essential), ("prompt", "none")])).await;
    assert_eq!(silent.told("error").as_deref(), Some("unmet_authentication_requirements"));
    let asked = browser.get(&authorize(&[("claims", essential)])).await;
    assert_eq!(asked.location().path(), "/sign-in");
    two.set(|all| (all.links, all.believed) = (links, true)).await;
    let mut browser = two.ours.browser();
    two.through(&mut browser, "/upstream/corp", "ana").await;
    let id = id_token(&two, &mut browser, &[("acr_values", "mfa")]).await;
    assert_eq!((&id["acr"], &id["amr"]), (&json!("mfa"), &json!(["pwd", "otp", "mfa"])));
    *two.net.change.lock().unwrap() = Some(|all| all["amr"] = json!(["pwd"]));
    let mut browser = two.ours.browser();
    two.through(&mut browser, "/upstream/corp", "ana").await;
    let id = id_token(&two, &mut browser, &[]).await;
    assert_eq!((&id["acr"], &id["amr"]), (&json!("pwd"), &json!(["pwd"])));
}

#[tokio::test]
async fn a_rule_for_second_factors_holds_for_people_from_elsewhere_unless_theirs_is_believed() {
    let two = two().await;
    let links = two.linked("ana").await;
    let rule = SecondFactorRule { admins: false, groups: vec!["Compta".into()] };
    two.ours.identity.set_second_factor_rule(&rule).await.unwrap();
    *two.net.change.lock().unwrap() = Some(|all| all["amr"] = json!(["hwk", "mfa"]));
    let mut browser = two.ours.browser();
    let page = two.through(&mut browser, "/upstream/corp", "ana").await;
    let secret = page.attribute("input[name=secret]", "value").expect("to be set up here");
    let code = super::second_factor::code(&two.ours, &secret);
    browser.submit(&page, &[("code", &code)]).await;
    let id = id_token(&two, &mut browser, &[]).await;
    assert_eq!((&id["acr"], &id["amr"]), (&json!("mfa"), &json!(["otp", "mfa"])), "no password was typed");
    two.set(|all| (all.links, all.believed) = (links, true)).await;
    let mut browser = two.ours.browser();
    let done = two.through(&mut browser, "/upstream/corp", "ana").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "shown over there: {done:?}");
    assert_eq!(id_token(&two, &mut browser, &[]).await["amr"], json!(["hwk", "mfa"]));
}

#[tokio::test]
async fn core_3_1_2_1_whoever_must_sign_in_anew_can_do_so_where_that_can_be_proven() {
    let two = two().await;
    two.linked("ana").await;
    let mut browser = two.ours.browser();
    two.through(&mut browser, "/upstream/corp", "ana").await;
    let before = id_token(&two, &mut browser, &[]).await["auth_time"].as_i64().unwrap();
    two.ours.wait(1000);
    two.theirs.wait(1000);
    let asked = browser.get(&authorize(&[("prompt", "login")])).await;
    let page = browser.get(asked.header("location")).await;
    let button = page.html_link("#others a");
    let there = browser.get(&button).await.location();
    let sent: HashMap<_, _> = there.query_pairs().into_owned().collect();
    assert_eq!((sent["prompt"].as_str(), sent["max_age"].as_str()), ("login", "0"));
    // A provider that answers from an old session proves nothing.
    *two.net.change.lock().unwrap() = Some(|all| all["auth_time"] = json!(all["auth_time"].as_i64().unwrap() - 900));
    let old = anew(&two, &mut browser.clone(), &button).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(old.text("[role=alert]").unwrap().contains("asked you anew"), "{old:?}");
    *two.net.change.lock().unwrap() = None;
    let done = anew(&two, &mut browser, &button).await;
    let back = browser.get(done.header("location")).await;
    let tokens = two.ours.tokens(&back.told("code").unwrap()).await.json();
    assert!(claims(&tokens["id_token"])["auth_time"].as_i64().unwrap() >= before + 1000);
    // Google does not say when somebody signed in.
    let google = Upstream { id: "g".into(), kind: "google".into(), name: "G".into(), ..two.settings.clone() };
    two.ours.identity.set_upstream(&google).await.unwrap();
    let page = browser.get("/sign-in?fresh=1").await;
    assert!(page.body.contains("/upstream/corp") && !page.body.contains("/upstream/g"), "{page:?}");
}
