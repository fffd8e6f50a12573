//! People of a directory through the real pages: refusals, the forced change, and what becomes of
//! sessions when the account changes.

use http::StatusCode;

use unidash::identity::NewClient;

use super::provider::{Provider, authorize, claims, client};
use crate::identity::fake::{Authority, Controller, Domain, names, settings, sid};

const HOST: &str = "dc1.example.lan";

pub(super) async fn provider(domain: &std::sync::Arc<Domain>) -> (Provider, Controller) {
    let authority = Authority::new();
    let controller = Controller::start(domain, &authority, HOST).await;
    let names = names(&[(HOST, &controller)]);
    let provider = Provider::with(|identity| identity.with_names(names)).await;
    provider.identity.set_directory(&settings(&authority, &[HOST])).await.unwrap();
    let kept = provider.identity.directory().await.unwrap().unwrap();
    assert!(kept.password.is_empty(), "the password is kept apart");
    (provider, controller)
}

#[tokio::test]
async fn a_directory_person_signs_in_with_nested_groups_and_a_stable_subject() {
    let domain = Domain::with_ana();
    domain.person(2, "bob", "Bob Noir", "Kiesel-Bach-2041", None);
    let (provider, _controller) = provider(&domain).await;
    let mut browser = provider.browser();
    let done = browser.sign_in(&authorize(&[]), "EXAMPLE\\bob", "Kiesel-Bach-2041").await;
    let back = browser.get(done.header("location")).await;
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    let id = claims(&tokens["id_token"]);
    assert_eq!(id["groups"], serde_json::json!(["Compta", "Everybody"]));
    assert_eq!(id["sub"], "00000000-0000-0000-0000-000000000003");
}

#[tokio::test]
async fn whoever_must_change_the_password_is_led_through_it_and_on_to_the_app() {
    let domain = Domain::with_ana();
    domain.person(2, "bob", "Bob Noir", "First-Day-2041", Some("773"));
    let (provider, _controller) = provider(&domain).await;
    let mut browser = provider.browser();
    let page = browser.sign_in(&authorize(&[]), "bob", "First-Day-2041").await;
    assert_eq!(page.text("h1").as_deref(), Some("Choose a new password"));
    assert!(page.text("[role=alert]").unwrap().contains("You must choose a new password"));
    let fields =
        |new| [("username", "bob"), ("password", "First-Day-2041"), ("new_password", new), ("repeat_password", new)];
    let refused = browser.submit(&page, &fields("short")).await;
    assert!(refused.text("[role=alert]").unwrap().contains("not accepted"));
    let done = browser.submit(&refused, &fields("Second-Day-2041")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    assert!(browser.get(done.header("location")).await.told("code").is_some());
}

#[tokio::test]
async fn each_refusal_reads_as_its_own_sentence() {
    let domain = Domain::with_ana();
    let codes = ["530", "531", "533", "701", "775"];
    for (number, data) in codes.iter().enumerate() {
        domain.person(u16::try_from(number + 2).unwrap(), &format!("p{data}"), data, "right password", Some(data));
    }
    let (provider, _controller) = provider(&domain).await;
    let mut sentences = Vec::new();
    for data in codes {
        let page = provider.browser().sign_in("/sign-in", &format!("p{data}"), "right password").await;
        sentences.push(page.text("[role=alert]").unwrap());
    }
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), codes.len(), "{sentences:?}");
    assert!(sentences.iter().all(|sentence| !sentence.contains("data") && !sentence.contains("LDAP")));
}

#[tokio::test]
async fn disabled_in_the_directory_ends_sessions_and_tokens_and_the_app_hears_of_it() {
    let domain = Domain::with_ana();
    domain.person(2, "bob", "Bob Noir", "Kiesel-Bach-2041", None);
    let (provider, controller) = provider(&domain).await;
    let mut browser = provider.browser();
    let done = browser.sign_in(&authorize(&[]), "bob", "Kiesel-Bach-2041").await;
    let back = browser.get(done.header("location")).await;
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    let access = tokens["access_token"].as_str();
    // Unreachable is not absent.
    controller.mood.dead.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(provider.identity.renew_all().await.unwrap(), 0);
    assert_eq!(provider.get("/userinfo", access).await.status, StatusCode::OK);
    controller.mood.dead.store(false, std::sync::atomic::Ordering::SeqCst);
    let disabled = vec![b"514".to_vec()];
    for entry in domain.entries.lock().unwrap().iter_mut().filter(|entry| entry.dn.contains("Bob")) {
        entry.attributes.insert("userAccountControl", disabled.clone());
    }
    assert_eq!(provider.identity.renew_all().await.unwrap(), 1);
    assert_eq!(provider.get("/userinfo", access).await.status, StatusCode::UNAUTHORIZED);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let refused = provider.call("/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_leaves_an_apps_group_loses_the_app_and_the_app_hears_of_it() {
    let domain = Domain::with_ana();
    domain.person(2, "bob", "Bob Noir", "Kiesel-Bach-2041", None);
    let (provider, _controller) = provider(&domain).await;
    let order = NewClient { groups: vec!["Everybody".into()], ..client("rss") };
    provider.identity.register_client(order).await.unwrap();
    let mut browser = provider.browser();
    let done = browser.sign_in(&authorize(&[]), "bob", "Kiesel-Bach-2041").await;
    let back = browser.get(done.header("location")).await;
    let tokens = provider.tokens(&back.told("code").unwrap()).await.json();
    provider.identity.renew_all().await.unwrap();
    domain.leave("bob", "Everybody", vec![sid(10)]);
    assert_eq!(provider.identity.renew_all().await.unwrap(), 0, "the session itself goes on");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let refused = provider.call("/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
    assert_eq!(provider.identity.deliver_logouts().await.unwrap(), 1);
    assert_eq!(browser.get(&authorize(&[])).await.status, StatusCode::FORBIDDEN, "signed in, and not for this app");
}

#[tokio::test]
async fn a_password_that_changed_elsewhere_ends_the_sessions_from_before() {
    let domain = Domain::with_ana();
    domain.person(2, "bob", "Bob Noir", "Kiesel-Bach-2041", None);
    let (provider, _controller) = provider(&domain).await;
    let mut browser = provider.browser();
    browser.sign_in("/sign-in", "bob", "Kiesel-Bach-2041").await;
    provider.identity.renew_all().await.unwrap();
    provider.wait(3600);
    // Must change at the next sign-in.
    domain.set("bob", "pwdLastSet", vec![b"0".to_vec()]);
    provider.identity.renew_all().await.unwrap();
    let asked = browser.get(&authorize(&[("prompt", "none")])).await;
    assert_eq!(asked.told("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn while_no_controller_answers_local_accounts_still_sign_in() {
    let (provider, controller) = provider(&Domain::with_ana()).await;
    controller.mood.dead.store(true, std::sync::atomic::Ordering::SeqCst);
    let local = provider.browser().sign_in("/sign-in", "ana", super::provider::PASSWORD).await;
    assert_eq!(local.status, StatusCode::SEE_OTHER);
    let page = provider.browser().sign_in("/sign-in", "bob", "Kiesel-Bach-2041").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text("[role=alert]").unwrap().contains("cannot reach your company directory"));
}
