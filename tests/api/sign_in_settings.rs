//! Who needs a second factor: decided by administrators, asked for at the next sign-in.

use http::{Method, StatusCode};
use serde_json::json;

use super::account::{code, order};
use crate::support::world::World;

const PATH: &str = "/api/v1/sign-in";

#[tokio::test]
async fn a_group_that_must_have_a_second_factor_sets_one_up_at_the_next_sign_in() {
    let world = World::demo().await;
    let (ada, giselle) = (world.signed_in("ada").await, world.signed_in("giselle").await);
    let (_, me) = giselle.json(Method::GET, "/api/v1/me", &[], None).await;
    let group = me["groups"][0].as_str().expect("she is in a group").to_uppercase();
    let rule = json!({ "second_factor": { "admins": false, "groups": [format!(" {group} "), ""] } });
    assert_eq!(order(&world, &giselle, Method::PUT, PATH, Some(rule.clone())).await.0, StatusCode::FORBIDDEN);
    assert_eq!(order(&world, &ada, Method::PUT, PATH, Some(rule)).await.0, StatusCode::OK);
    let (_, kept) = ada.json(Method::GET, PATH, &[], None).await;
    assert_eq!(kept, json!({ "second_factor": { "admins": false, "groups": [group] } }));
    let (_, events) = ada.json(Method::GET, "/api/v1/events?search=sign-in-rule", &[], None).await;
    assert!(events["items"][0]["sentence"].as_str().unwrap().contains("who needs a second factor"), "{events}");
    assert_eq!(giselle.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::OK, "what is open stays");
    let (_, factors) = giselle.json(Method::GET, "/api/v1/me/second-factors", &[], None).await;
    assert_eq!(factors["demanded"], true);

    let mut again = world.browser();
    let page = again.sign_in("giselle", &world.password("giselle")).await;
    assert_eq!(page.text("h1").as_deref(), Some("Protect your account"), "{}", page.body);
    assert_eq!(again.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED, "not in yet");
    let secret = page.text("code").unwrap();
    let codes = again.submit(&page, &[("code", &code(&secret, 0))]).await;
    assert_eq!(codes.text("h1").as_deref(), Some("Keep these codes"), "{}", codes.body);
    world.browser().sign_in("ada", &world.password("ada")).await;
}

#[tokio::test]
async fn the_rule_is_changed_soon_after_a_sign_in_only() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    world.wait(16 * 60);
    let rule = json!({ "second_factor": { "admins": true } });
    let (status, problem) = order(&world, &ada, Method::PUT, PATH, Some(rule)).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("session.stale")));
    let (_, kept) = ada.json(Method::GET, PATH, &[], None).await;
    assert_eq!(kept["second_factor"]["admins"], false);
}

#[tokio::test]
async fn administrators_decide_it_on_a_plain_form() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let page = ada.open(&format!("{}/sign-in-settings", ada.site.desk())).await;
    assert_eq!(page.text("h1").as_deref(), Some("Sign-in"), "{}", page.body);
    let fields = [("admins", "yes"), ("groups", "Compta, Paris")];
    let saved = crate::desktop::account::send(&mut ada, &page, "/sign-in-settings", &fields).await;
    assert!(saved.text("form [role=status]").unwrap().contains("Saved"), "{}", saved.body);
    let (_, kept) = ada.json(Method::GET, PATH, &[], None).await;
    assert_eq!(kept, json!({ "second_factor": { "admins": true, "groups": ["Compta", "Paris"] } }));
}
