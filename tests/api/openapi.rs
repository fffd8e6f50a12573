//! The document tells the truth about the routes.

use std::collections::BTreeSet;
use std::fs;

use http::{Method, StatusCode};

use crate::support::world::World;

#[tokio::test]
async fn every_route_is_in_the_document_and_the_page() {
    let world = World::demo().await;
    let (status, document) = world.browser().json(Method::GET, "/api/openapi.json", &[], None).await;
    assert_eq!(status, StatusCode::OK);
    let documented: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let source = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/router.rs")).unwrap();
    let public = source.split("fn asked()").next().unwrap();
    let routed: BTreeSet<String> = public
        .split(".route(\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|path| !path.starts_with("/api"))
        .map(|path| format!("/api/v1{path}"))
        .collect();
    assert_eq!(documented, routed);
    let mut browser = world.browser();
    let page = browser.open(&format!("{}/api/docs", browser.site.desk())).await;
    for path in &documented {
        assert!(page.body.contains(path.as_str()), "{path} is not on the page");
    }
}
