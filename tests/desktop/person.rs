//! The page of one person.

use http::{Method, StatusCode};

use super::account::send;
use crate::support::world::World;

#[tokio::test]
async fn an_administrator_reads_why_and_signs_somebody_out_on_the_page_of_the_person() {
    let world = World::demo().await;
    let (mut ada, giselle) = (world.signed_in("ada").await, world.signed_in("giselle").await);
    world.browser().sign_in("giselle", "not her password").await;
    let (_, people) = ada.json(Method::GET, "/api/v1/people?search=giselle", &[], None).await;
    let path = format!("/people/{}", people["items"][0]["id"].as_str().unwrap());
    let page = ada.open(&format!("{}{path}", ada.site.desk())).await;
    assert_eq!((page.status, page.text("h1").as_deref()), (StatusCode::OK, Some("Giselle Martin")), "{}", page.body);
    assert!(page.text(".table").unwrap().contains("The password was wrong"), "{}", page.body);
    let done = send(&mut ada, &page, &format!("{path}/sessions"), &[]).await;
    assert!(done.text("[role=status]").unwrap().contains("signed out"), "{}", done.body);
    assert_eq!(giselle.json(Method::GET, "/api/v1/me", &[], None).await.0, StatusCode::UNAUTHORIZED);

    // What the form says is done; a rule that it breaks is told on the page.
    let fields = [("name", "Giselle Roux"), ("email", ""), ("groups", "Compta"), ("password", "short")];
    let refused = send(&mut ada, &page, &path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("[role=alert]").unwrap().contains("10"), "{}", refused.body);
    let fields = [("name", "Giselle Roux"), ("email", ""), ("groups", "Compta"), ("password", "")];
    let changed = send(&mut ada, &page, &path, &fields).await;
    assert_eq!(changed.text("h1").as_deref(), Some("Giselle Roux"), "{}", changed.body);
    let asked = ada.open(&format!("{}{path}/remove", ada.site.desk())).await;
    assert_eq!(asked.text("h1").as_deref(), Some("Remove the account of Giselle Roux?"));
}

#[tokio::test]
async fn the_page_of_a_person_opens_for_administrators_only() {
    let world = World::demo().await;
    let mut giselle = world.signed_in("giselle").await;
    let (_, me) = giselle.json(Method::GET, "/api/v1/me", &[], None).await;
    let url = format!("{}/people/{}", giselle.site.desk(), me["id"].as_str().unwrap());
    let page = giselle.once(Method::GET, url.parse().unwrap(), &[], None).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}
