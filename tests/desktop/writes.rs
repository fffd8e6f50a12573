//! Writes: only from pages of the desk, and kept.

use http::{Method, StatusCode};

use crate::support::browser::Browser;
use crate::support::world::World;

const LAYOUT: &str =
    r#"{"arrangement":"columns","dividers":[640],"panes":[{"app":"notes","zone":1,"url":null}],"dock":["notes"]}"#;

async fn csrf(browser: &mut Browser) -> String {
    let home = browser.open(&browser.site.desk()).await;
    let body = home.body.split("data-csrf=\"").nth(1).expect("a csrf token on the desk");
    body.split('"').next().unwrap().to_owned()
}

async fn put_layout(browser: &mut Browser, headers: &[(&str, &str)]) -> StatusCode {
    let url = format!("{}/layout", browser.site.desk()).parse().unwrap();
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    browser.once(Method::PUT, url, &all, Some(LAYOUT.to_owned())).await.status
}

#[tokio::test]
async fn the_layout_is_kept_per_person_and_read_at_load() {
    let world = World::demo().await;
    let mut giselle = world.signed_in("giselle").await;
    let token = csrf(&mut giselle).await;
    let mine = [("sec-fetch-site", "same-origin"), ("x-csrf-token", token.as_str())];
    assert_eq!(put_layout(&mut giselle, &mine).await, StatusCode::NO_CONTENT);
    let again = world.signed_in("giselle").await.open(&giselle.site.desk()).await;
    assert!(again.body.contains(r#""arrangement":"columns","dividers":[640]"#), "{}", again.body);
    assert!(again.text("#dock-apps li").is_some());
    let other = world.signed_in("ada").await.open(&giselle.site.desk()).await;
    assert!(!other.body.contains("[640]"));
}

#[tokio::test]
async fn a_sibling_app_cannot_write_with_the_persons_cookies() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let token = csrf(&mut browser).await;
    let sibling = browser.site.app("notes");
    let foreign: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "same-site"), ("x-csrf-token", &token)],
        &[("origin", &sibling), ("x-csrf-token", &token)],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin"), ("x-csrf-token", "guessed")],
    ];
    for headers in foreign {
        assert_eq!(put_layout(&mut browser, headers).await, StatusCode::FORBIDDEN, "{headers:?}");
    }
}

#[tokio::test]
async fn a_scene_is_given_by_administrators_alone_to_whom_it_is_for() {
    const SCENE: &str =
        r#"{"scene":{"name":"Ventes du lundi","arrangement":"columns","apps":["notes"]},"groups":["Ventes"]}"#;
    let world = World::demo().await;
    let order = async |who: &str, method: Method, path: &str, body: Option<String>| {
        let mut browser = world.signed_in(who).await;
        let token = csrf(&mut browser).await;
        let url = format!("{}{path}", browser.site.desk()).parse().unwrap();
        let headers =
            [("content-type", "application/json"), ("sec-fetch-site", "same-origin"), ("x-csrf-token", token.as_str())];
        browser.once(method, url, &headers, body).await
    };
    let desk = async |who: &str| {
        let mut browser = world.signed_in(who).await;
        browser.open(&browser.site.desk()).await.body
    };
    assert_eq!(order("giselle", Method::POST, "/scenes", Some(SCENE.into())).await.status, StatusCode::FORBIDDEN);
    assert_eq!(order("ada", Method::POST, "/scenes", Some(SCENE.into())).await.status, StatusCode::OK);
    assert!(desk("ada").await.contains("Ventes du lundi"), "an administrator sees all");
    assert!(!desk("giselle").await.contains("Ventes du lundi"), "she is not in that group");
    let everybody = SCENE.replace(r#"["Ventes"]"#, "[]");
    let given = order("ada", Method::POST, "/scenes", Some(everybody)).await;
    assert!(desk("giselle").await.contains("Ventes du lundi"));
    let id = given.body.split(r#""id":""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/scenes/{id}");
    assert_eq!(order("giselle", Method::DELETE, &path, None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(order("ada", Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert!(!desk("giselle").await.contains("Ventes du lundi"));
    let nameless = SCENE.replace("Ventes du lundi", " ");
    assert_eq!(order("ada", Method::POST, "/scenes", Some(nameless)).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_language_changes_at_once_and_stays() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let home = browser.open(&browser.site.desk()).await;
    assert!(home.body.contains("<html lang=\"en\""));
    let home = browser.submit(&home, &[("language", "fr")]).await;
    assert!(home.body.contains("<html lang=\"fr\""), "{}", home.url);
    assert!(home.text("h1").is_some_and(|hello| hello.starts_with("Bonjour")));
    let again = world.signed_in("giselle").await.open(&browser.site.desk()).await;
    assert!(again.body.contains("<html lang=\"fr\""));
}

#[tokio::test]
async fn signing_out_ends_the_session_and_says_goodbye() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let token = csrf(&mut browser).await;
    let desk = browser.site.desk();
    let url = format!("{desk}/sign-out").parse().unwrap();
    let answer =
        browser.once(Method::POST, url, &[("sec-fetch-site", "same-origin")], Some(format!("csrf={token}"))).await;
    assert_eq!(answer.header("location"), "/signed-out");
    assert!(browser.open(&format!("{desk}/signed-out")).await.text("h1").is_some());
    let home = browser.once(Method::GET, desk.parse().unwrap(), &[], None).await;
    assert_eq!(home.status, StatusCode::SEE_OTHER);
}
