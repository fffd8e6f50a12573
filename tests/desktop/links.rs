//! Links on a running cloud: two small sites of a company answer, one of which refuses frames.

use axum::Router;
use axum::routing::get;
use http::{Method, StatusCode};
use serde_json::json;

use crate::support::browser::Answer;
use crate::support::world::World;

/// A site on the loopback address that answers with this header.
async fn site(name: &'static str, value: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let router = Router::new().route("/", get(move || async move { ([(name, value)], "hello") }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

fn tile(page: &Answer, name: &str) -> Option<String> {
    let found = scraper::Selector::parse("#home .tile").unwrap();
    let html = page.html();
    let link = html.select(&found).find(|tile| tile.text().any(|text| text.trim() == name))?;
    link.attr("href").map(str::to_owned)
}

#[tokio::test]
async fn a_tool_of_the_company_stands_among_the_apps_framed_or_not_as_it_allows() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let mut giselle = world.signed_in("giselle").await;
    let desk = ada.site.desk();
    let open = site("content-security-policy", "frame-ancestors http:").await;
    let shut = site("x-frame-options", "SAMEORIGIN").await;
    for (name, origin) in [("Intranet", &open), ("Paie", &shut)] {
        let form = format!("name={name}&url={origin}/&sign=truck&colour=3");
        let added = world.post(&mut ada, "/links", &form).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }
    let home = giselle.open(&desk).await;
    assert_eq!(tile(&home, "Intranet"), Some(format!("{open}/")));
    assert_eq!(tile(&home, "Paie"), Some(format!("{shut}/")));
    let policy = home.header("content-security-policy");
    assert!(policy.contains(&open) && !policy.contains(&shut), "only what may be framed: {policy}");
    let (_, tiles) = giselle.json(Method::GET, "/api/v1/tiles", &[], None).await;
    let framed: Vec<_> =
        tiles.as_array().unwrap().iter().filter(|tile| tile["icon"] == "/icons/sign.truck.svg").collect();
    assert_eq!(framed.iter().map(|tile| tile["framed"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false]);
    let icon = giselle.open(&format!("{desk}/icons/sign.truck.svg")).await;
    assert_eq!((icon.status, icon.header("content-type")), (StatusCode::OK, "image/svg+xml"));
}

#[tokio::test]
async fn a_silent_address_is_asked_about_and_kept_when_the_administrator_insists() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let form = "name=ERP&url=http%3A%2F%2F127.0.0.1%3A9%2F&sign=globe&colour=0";
    let asked = world.post(&mut ada, "/links", form).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("name=\"anyway\""), "{}", asked.body);
    let kept = world.post(&mut ada, "/links", &format!("{form}&anyway=yes")).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let listed = ada.open(&format!("{}/links", ada.site.desk())).await;
    let found = scraper::Selector::parse("form[action$='/remove']").unwrap();
    let remove = listed.html().select(&found).next().and_then(|form| form.attr("action")).map(str::to_owned);
    let gone = world.post(&mut ada, &remove.unwrap(), "").await;
    let back = world.post(&mut ada, "/links", &gone.fields("form[data-undo]")).await;
    assert_eq!((gone.status, back.status), (StatusCode::OK, StatusCode::SEE_OTHER), "silent as before, and back");
    let giselle = world.signed_in("giselle").await;
    let order = json!({ "name": "x", "url": "https://example.org/", "sign": "globe" });
    let (status, _) = world.write(&giselle, Method::POST, "/api/v1/links", order).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
