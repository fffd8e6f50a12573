//! One person, for administrators: sessions, second factors, why a sign-in failed, changes.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::{order, set_up};
use crate::support::browser::Browser;
use crate::support::world::World;

/// Where a person's resource lies.
async fn path(ada: &Browser, username: &str) -> String {
    let (_, people) = ada.json(Method::GET, &format!("/api/v1/people?search={username}"), &[], None).await;
    format!("/api/v1/people/{}", people["items"][0]["id"].as_str().unwrap())
}

async fn read(browser: &Browser, path: &str) -> Value {
    let (status, body) = browser.json(Method::GET, path, &[], None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

#[tokio::test]
async fn nobody_but_an_administrator_sees_or_changes_a_person() {
    let world = World::demo().await;
    let (ada, giselle) = (world.signed_in("ada").await, world.signed_in("giselle").await);
    let person = path(&ada, "giselle").await;
    for below in ["", "/sessions", "/sign-ins"] {
        let (status, _) = giselle.json(Method::GET, &format!("{person}{below}"), &[], None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{below}");
    }
    for below in ["", "/sessions", "/second-factors"] {
        let (status, _) = order(&world, &giselle, Method::DELETE, &format!("{person}{below}"), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{below}");
    }
    for unknown in ["/api/v1/people/nobody", "/api/v1/people/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(ada.json(Method::GET, unknown, &[], None).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_true_reason_of_a_refused_sign_in_stands_beside_the_name_as_it_was_typed() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    world.browser().sign_in("GISELLE", "not her password").await;
    world.browser().sign_in("somebody", "not a password").await;
    let person = path(&ada, "giselle").await;
    let tries = read(&ada, &format!("{person}/sign-ins")).await;
    assert_eq!(tries.as_array().unwrap().len(), 1, "{tries}");
    assert_eq!((tries[0]["typed"].as_str(), tries[0]["result"].as_str()), (Some("GISELLE"), Some("refused")));
    assert!(tries[0]["reason"].as_str().unwrap().contains("password was wrong"), "{tries}");
    for _ in 0..5 {
        world.browser().sign_in("giselle", "not her password").await;
    }
    assert_eq!(read(&ada, &person).await["braked"], true);
    let tries = read(&ada, &format!("{person}/sign-ins")).await;
    assert!(tries[0]["reason"].as_str().unwrap().contains("slowed down"), "{tries}");
}

#[tokio::test]
async fn signing_somebody_out_everywhere_is_written_down_and_asks_for_a_fresh_sign_in() {
    let world = World::demo().await;
    let (ada, here, there) =
        (world.signed_in("ada").await, world.signed_in("giselle").await, world.signed_in("giselle").await);
    let person = path(&ada, "giselle").await;
    let sessions = read(&ada, &format!("{person}/sessions")).await;
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    let one = format!("{person}/sessions/{}", sessions[0]["id"].as_str().unwrap());
    assert_eq!(order(&world, &ada, Method::DELETE, &one, None).await.0, StatusCode::OK);
    let (status, ended) = order(&world, &ada, Method::DELETE, &format!("{person}/sessions"), None).await;
    assert_eq!((status, ended), (StatusCode::OK, json!({ "ended": 1 })));
    for browser in [&here, &there] {
        assert_eq!(browser.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED);
    }
    let events = read(&ada, "/api/v1/events?search=person.sign-out").await;
    assert_eq!(events["items"][0]["sentence"], "ada signed giselle out.", "{events}");
    world.wait(16 * 60);
    let (status, problem) = order(&world, &ada, Method::DELETE, &format!("{person}/sessions"), None).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("session.stale")));
}

#[tokio::test]
async fn a_lost_phone_is_forgotten_by_an_administrator() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let mut giselle = world.signed_in("giselle").await;
    set_up(&mut giselle).await;
    let person = path(&ada, "giselle").await;
    assert_eq!(read(&ada, &person).await["second_factors"]["factors"][0]["kind"], "authenticator");
    let forgotten = order(&world, &ada, Method::DELETE, &format!("{person}/second-factors"), None).await;
    assert_eq!(forgotten.0, StatusCode::OK);
    assert_eq!(read(&ada, &person).await["second_factors"]["factors"], json!([]));
    let mut again = world.browser();
    let page = again.sign_in("giselle", &world.password("giselle")).await;
    assert_eq!(page.url.host_str(), Some(again.site.desk_host().as_str()), "the password is enough");
}

#[tokio::test]
async fn a_local_account_is_changed_disabled_and_removed_but_never_the_last_administrator() {
    let world = World::demo().await;
    let (ada, giselle) = (world.signed_in("ada").await, world.signed_in("giselle").await);
    let person = path(&ada, "giselle").await;
    let change = async |order_: Value| order(&world, &ada, Method::PATCH, &person, Some(order_)).await;
    let (status, changed) = change(json!({ "name": "Giselle Roux", "groups": ["Paris"] })).await;
    assert_eq!(
        (status, &changed["name"], &changed["groups"]),
        (StatusCode::OK, &json!("Giselle Roux"), &json!(["Paris"]))
    );
    assert_eq!(giselle.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::OK);
    assert_eq!(change(json!({ "password": "short" })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, changed) = change(json!({ "disabled": true })).await;
    assert_eq!(changed["standing"], "disabled", "and still found");
    assert_eq!(giselle.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED);
    let own = path(&ada, "ada").await;
    let (status, problem) = order(&world, &ada, Method::PATCH, &own, Some(json!({ "admin": false }))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["message"].as_str().unwrap().contains("last administrator"), "{problem}");
    assert_eq!(order(&world, &ada, Method::DELETE, &own, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(order(&world, &ada, Method::DELETE, &person, None).await.0, StatusCode::OK);
    assert_eq!(ada.json(Method::GET, &person, &[], None).await.0, StatusCode::NOT_FOUND);
}
