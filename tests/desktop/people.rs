//! People, groups and the certificate, as administrators see them.

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::world::World;

#[tokio::test]
async fn people_are_searched_on_the_server_and_a_local_account_is_made_on_the_page() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let desk = ada.site.desk();
    let found = ada.open(&format!("{desk}/people?search=gis")).await;
    assert!(found.body.contains("Giselle Martin") && !found.body.contains("Ada Lenoir</a>"), "{}", found.body);
    let none = ada.open(&format!("{desk}/people?search=zzz")).await;
    assert!(none.text("#list").is_some_and(|list| list.contains("Nobody has that name")));

    let form = "name=Paul+Morel&username=paul&password=long-enough-1&groups=Ventes,Compta";
    let made = world.post(&mut ada, "/people", form).await;
    assert_eq!((made.status, made.header("location")), (StatusCode::SEE_OTHER, "/people?search=paul"));
    let slip = world.post(&mut ada, "/people", "name=Paul&username=paul&password=long-enough-1").await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slip.body.contains("value=\"Paul\"") && !slip.body.contains("long-enough-1"), "{}", slip.body);

    let groups = ada.open(&format!("{desk}/people/groups?search=vent")).await;
    assert!(groups.body.contains("Ventes") && !groups.body.contains("<td>Compta"), "{}", groups.body);
}

#[tokio::test]
async fn an_administrator_is_made_by_somebody_who_signed_in_lately() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    world.wait(16 * 60);
    let form = "name=Paul+Morel&username=paul&password=long-enough-1&admin=on";
    let stale = world.post(&mut ada, "/people", form).await;
    let title = stale.text("h1");
    assert_eq!((stale.status, title.as_deref()), (StatusCode::FORBIDDEN, Some("Please confirm that it is you")));
    // What was typed waits for the same person, once, and never the password.
    let people = format!("{}/people", ada.site.desk());
    let again = ada.open(&people).await;
    assert!(again.body.contains("value=\"Paul Morel\"") && again.body.contains("name=\"admin\" value=\"yes\" checked"));
    assert!(!again.body.contains("long-enough-1"), "{}", again.body);
    assert!(!ada.open(&people).await.body.contains("value=\"Paul Morel\""), "a second time");
}

#[tokio::test]
async fn a_removed_account_can_be_made_again_but_for_its_password() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let desk = ada.site.desk();
    world.post(&mut ada, "/people", "name=Paul+Morel&username=paul&password=long-enough-1&groups=Ventes").await;
    let (_, found) = ada.json(Method::GET, "/api/v1/people?search=paul", &[], None).await;
    let remove = format!("/people/{}/remove", found["items"][0]["id"].as_str().unwrap());
    let gone = world.post(&mut ada, &remove, "").await;
    assert!(gone.text("form[data-undo]").is_some_and(|said| said.contains("Paul Morel")), "{}", gone.body);
    let again = world.post(&mut ada, "/people/again", &gone.fields("form[data-undo]")).await;
    assert!(again.body.contains("value=\"paul\"") && again.body.contains("value=\"Ventes\""), "{}", again.body);
    let form = format!("{}&password=another-one-2", gone.fields("form[data-undo]"));
    assert_eq!(world.post(&mut ada, "/people", &form).await.status, StatusCode::SEE_OTHER);
    assert!(ada.open(&format!("{desk}/people?search=paul")).await.body.contains("Paul Morel</a>"));
}

#[tokio::test]
async fn a_group_says_what_it_gives() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let dock = json!({ "name": "Clôture", "apps": ["notes"], "groups": ["compta"] });
    let (status, _) = world.write(&ada, Method::POST, "/api/v1/given-docks", dock).await;
    assert_eq!(status, StatusCode::OK);
    let page = ada.open(&format!("{}/people/groups", ada.site.desk())).await;
    let gives = page.text("#list tbody td:nth-child(2)").unwrap_or_default();
    assert!(gives.contains("dock “Clôture”") && gives.contains("scene “Compta”"), "{gives}");
}

#[tokio::test]
async fn a_laptop_has_no_certificate_and_says_so() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let page = ada.open(&format!("{}/certificates", ada.site.desk())).await;
    assert!(page.body.contains("without a certificate") && !page.body.contains("name=\"chain\""), "{}", page.body);
    let order = json!({ "chain": "no certificate", "key": "no key" });
    let (status, refused) = world.write(&ada, Method::PUT, "/api/v1/certificate", order).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("certificate.refused")));
    assert!(refused["message"].as_str().is_some_and(|said| said.len() > 20), "{refused}");
    let (status, refused) = world.write(&ada, Method::POST, "/api/v1/certificate/renewals", json!({})).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::CONFLICT, Some("certificate.foreign")));
}
