//! Docks by theme on a running cloud.

use http::{Method, StatusCode};
use scraper::Selector;
use serde_json::json;

use crate::support::browser::Answer;
use crate::support::world::World;

fn docked(page: &Answer) -> Vec<String> {
    let found = Selector::parse("#dock-apps [data-open]").unwrap();
    page.html().select(&found).filter_map(|link| link.attr("data-open")).map(str::to_owned).collect()
}

fn chips(page: &Answer) -> Vec<(String, bool)> {
    let found = Selector::parse("[data-dock-theme]").unwrap();
    let chip = |each: scraper::ElementRef<'_>| {
        (each.text().collect::<String>().trim().to_owned(), each.attr("aria-pressed") == Some("true"))
    };
    page.html().select(&found).map(chip).collect()
}

#[tokio::test]
async fn a_dock_that_the_administrator_composes_stands_on_the_desks_of_its_group() {
    let world = World::demo().await;
    let mut ada = world.signed_in("ada").await;
    let mut giselle = world.signed_in("giselle").await;
    let desk = ada.site.desk();
    let given = world.post(&mut ada, "/docks", "name=Matin&app=notes&groups=Compta").await;
    assert_eq!((given.status, given.header("location")), (StatusCode::SEE_OTHER, "/docks"));

    let other = world.post(&mut ada, "/docks", "name=Ventes&app=notes&groups=Ventes").await;
    assert_eq!(other.status, StatusCode::SEE_OTHER, "another group's, which Giselle never sees");
    let home = giselle.open(&desk).await;
    assert_eq!(
        (docked(&home), chips(&home)),
        (vec!["notes".to_owned()], vec![("Matin".into(), true), ("Mine".into(), false)])
    );

    let chosen = world.post(&mut giselle, "/dock", "theme=own&back=/").await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    let home = giselle.open(&desk).await;
    assert_eq!((docked(&home).len(), chips(&home)[1].1), (2, true));

    let listed = ada.open(&format!("{desk}/docks")).await;
    let remove = attribute(&listed, "form[action$='/remove']", "action");
    let gone = world.post(&mut ada, &remove, "").await;
    assert_eq!((gone.status, gone.header("hx-replace-url")), (StatusCode::OK, "/docks"));
    assert!(chips(&giselle.open(&desk).await).is_empty());
    let back = world.post(&mut ada, "/docks", &gone.fields("form[data-undo]")).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "the way back is the form of that page");
    let home = giselle.open(&desk).await;
    assert_eq!(chips(&home)[0], ("Matin".into(), false), "given again; she stays on the dock that she chose");
}

fn attribute(page: &Answer, selector: &str, name: &str) -> String {
    let found = Selector::parse(selector).unwrap();
    let element = page.html();
    element.select(&found).next().and_then(|each| each.attr(name)).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_a_person_changes_in_a_given_dock_is_kept_beside_it() {
    let world = World::demo().await;
    let ada = world.signed_in("ada").await;
    let order = json!({ "name": "Matin", "apps": ["notes", "invoices"] });
    let (status, given) = world.write(&ada, Method::POST, "/api/v1/given-docks", order).await;
    assert_eq!(status, StatusCode::OK, "{given}");
    let layout = json!({ "docks": [{ "dock": given["id"], "apps": ["invoices"] }] });
    let (status, _) = world.write(&ada, Method::PUT, "/api/v1/layout", layout.clone()).await;
    assert_eq!(status, StatusCode::OK);
    let (_, kept) = ada.json(Method::GET, "/api/v1/layout", &[], None).await;
    assert_eq!(kept["docks"], layout["docks"]);
    let nameless = json!({ "name": "x" });
    let (status, refused) = world.write(&ada, Method::POST, "/api/v1/given-docks", nameless).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::BAD_REQUEST, Some("dock.refused")));
}
