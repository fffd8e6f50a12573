//! Who may ask, and what a stranger or a sibling app is told.

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::world::World;

/// The desk's own JSON request.
async fn put(
    browser: &Browser,
    path: &str,
    headers: &[(&str, &str)],
    body: serde_json::Value,
) -> (StatusCode, serde_json::Value) {
    browser.json(Method::PUT, path, headers, Some(body)).await
}

#[tokio::test]
async fn without_a_session_the_api_says_what_to_do() {
    let world = World::demo().await;
    let (status, problem) = world.browser().json(Method::GET, "/api/v1/me", &[], None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(problem["code"], "session.none");
    assert_eq!(problem["message"], "You are not signed in. Sign in and try again.");
}

#[tokio::test]
async fn a_problem_speaks_the_readers_language() {
    let world = World::demo().await;
    let mut browser = world.browser();
    browser.language = "fr-CA, en;q=0.5";
    let (_, problem) = browser.json(Method::GET, "/api/v1/me", &[], None).await;
    assert_eq!(problem["message"], "Vous n’êtes pas connecté. Connectez-vous, puis réessayez.");
}

#[tokio::test]
async fn a_signed_in_person_sees_herself_and_only_her_tiles() {
    let world = World::demo().await;
    let browser = world.signed_in("giselle").await;
    let (status, me) = browser.json(Method::GET, "/api/v1/me", &[], None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((me["username"].as_str(), me["admin"].as_bool()), (Some("giselle"), Some(false)));
    let (_, tiles) = browser.json(Method::GET, "/api/v1/tiles", &[], None).await;
    let apps: Vec<_> = tiles.as_array().unwrap().iter().map(|tile| tile["app"].as_str().unwrap()).collect();
    assert_eq!(apps, ["invoices", "notes"]);
}

#[tokio::test]
async fn a_write_needs_the_token_and_a_page_of_the_desk() {
    let world = World::demo().await;
    let browser = world.signed_in("giselle").await;
    let (_, me) = browser.json(Method::GET, "/api/v1/me", &[], None).await;
    let token = me["csrf"].as_str().unwrap();
    let layout = json!({"arrangement": "columns", "dividers": [400], "panes": [], "dock": ["notes"]});
    let own = ("sec-fetch-site", "same-origin");
    for (headers, expected) in [
        (vec![own], StatusCode::FORBIDDEN),
        (vec![own, ("x-csrf-token", "guessed")], StatusCode::FORBIDDEN),
        (vec![("sec-fetch-site", "same-site"), ("x-csrf-token", token)], StatusCode::FORBIDDEN),
        (vec![own, ("x-csrf-token", token)], StatusCode::OK),
    ] {
        let (status, _) = put(&browser, "/api/v1/layout", &headers, layout.clone()).await;
        assert_eq!(status, expected, "{headers:?}");
    }
    let (_, kept) = browser.json(Method::GET, "/api/v1/layout", &[], None).await;
    assert_eq!(kept["dividers"], json!([400]));
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let world = World::demo().await;
    let browser = world.signed_in("giselle").await;
    let (_, me) = browser.json(Method::GET, "/api/v1/me", &[], None).await;
    let headers = [("sec-fetch-site", "same-origin"), ("x-csrf-token", me["csrf"].as_str().unwrap())];
    let (status, problem) = put(&browser, "/api/v1/layout", &headers, json!({"arangement": "one"})).await;
    assert!(status.is_client_error());
    assert!(problem["message"].as_str().unwrap().contains("arangement"), "{problem}");
}

#[tokio::test]
async fn internal_questions_are_not_answered_through_the_door() {
    let world = World::demo().await;
    let browser = world.signed_in("ada").await;
    let (status, _) = browser.json(Method::GET, "/internal/v1/settings", &[], None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn signing_out_ends_the_desk_the_provider_and_the_apps() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let notes = format!("{}/", browser.site.app("notes"));
    let page = browser.open(&notes).await;
    assert_eq!(page.text(".who").as_deref(), Some("Signed in as Giselle Martin"), "{}: {}", page.url, page.body);
    let (_, me) = browser.json(Method::GET, "/api/v1/me", &[], None).await;
    let headers = [("sec-fetch-site", "same-origin"), ("x-csrf-token", me["csrf"].as_str().unwrap())];
    let (status, _) = browser.json(Method::DELETE, "/api/v1/session", &headers, None).await;
    assert_eq!(status, StatusCode::OK);
    let (status, _) = browser.json(Method::GET, "/api/v1/me", &[], None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let page = browser.open(&notes).await;
        if page.url.host_str() == Some(browser.site.id_host().as_str()) {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "still signed in at the app: {}", page.body);
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
}
