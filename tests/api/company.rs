//! The company's name: given by administrators, seen before and after sign-in.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::world::World;

const PATH: &str = "/api/v1/site";

#[tokio::test]
async fn the_company_that_administrators_name_stands_on_the_sign_in_page_and_in_titles() {
    let world = World::demo().await;
    let (ada, mut giselle) = (world.signed_in("ada").await, world.signed_in("giselle").await);
    let name = |company: &str| json!({ "company": company });
    let (status, _) = world.write(&giselle, Method::PATCH, PATH, name("Chez Giselle")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, site) = world.write(&ada, Method::PATCH, PATH, name("  Lacaze  & Fils ")).await;
    assert_eq!((status, &site["company"]), (StatusCode::OK, &Value::from("Lacaze & Fils")));

    let mut stranger = world.browser();
    let page = stranger.open(&format!("{}/sign-in", stranger.site.id())).await;
    assert_eq!(page.text(".brand").as_deref(), Some("Lacaze & Fils"), "{}", page.body);
    assert_eq!(page.text("title").as_deref(), Some("Sign in — Lacaze & Fils"));
    let account = giselle.open(&format!("{}/account", giselle.site.desk())).await;
    assert!(account.text("title").unwrap().ends_with(" — Lacaze & Fils"), "{}", account.body);
    assert_eq!(account.text("#me-menu .menu-who span").as_deref(), Some("Lacaze & Fils"));
    let (_, events) = ada.json(Method::GET, "/api/v1/events?search=company.set", &[], None).await;
    assert!(events["items"][0]["sentence"].as_str().unwrap().contains("“Lacaze & Fils”"), "{events}");

    let (status, problem) = world.write(&ada, Method::PATCH, PATH, name(&"é".repeat(81))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["message"].as_str().unwrap().contains("80 characters"), "{problem}");
}

#[tokio::test]
async fn without_a_name_the_domain_stands_in_its_place() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let settings = ada.open(&format!("{}/sign-in-settings", ada.site.desk())).await;
    let saved = crate::desktop::account::send(&mut ada, &settings, "/company", &[("company", " ")]).await;
    assert!(saved.text("form[action='/company'] [role=status]").is_some(), "{}", saved.body);
    let (_, site) = ada.json(Method::GET, PATH, &[], None).await;
    assert_eq!(site["company"], "");
    let mut stranger = world.browser();
    let page = stranger.open(&format!("{}/sign-in", stranger.site.id())).await;
    assert_eq!(page.text(".brand").as_deref(), Some("unidash.localhost"), "{}", page.body);
    let home = ada.open(&ada.site.desk()).await;
    assert_eq!(home.text("title").as_deref(), Some("unidash.localhost"));
}
