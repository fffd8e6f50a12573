//! What a person sees on the desk of a running cloud.

use http::{Method, StatusCode};
use scraper::Selector;

use crate::support::browser::Answer;
use crate::support::world::World;

fn all(page: &Answer, selector: &str) -> Vec<String> {
    let found = Selector::parse(selector).unwrap();
    page.html().select(&found).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
}

fn attribute(page: &Answer, selector: &str, name: &str) -> Option<String> {
    let found = Selector::parse(selector).unwrap();
    page.html().select(&found).next()?.attr(name).map(str::to_owned)
}

#[tokio::test]
async fn a_stranger_is_led_to_the_sign_in_and_back() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let desk = browser.site.desk();
    let answer = browser.once(Method::GET, format!("{desk}/window?app=notes").parse().unwrap(), &[], None).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/sign-in?back=%2Fwindow%3Fapp%3Dnotes");
    let page = browser.open(&format!("{desk}/sign-in?back=%2Fwindow%3Fapp%3Dnotes")).await;
    let there = browser.submit(&page, &[("username", "giselle"), ("password", &world.password("giselle"))]).await;
    assert_eq!(there.url.path(), "/window");
    assert!(there.body.contains("data-own-window=\"notes\""));
}

#[tokio::test]
async fn a_fragment_without_a_session_gets_a_bare_401() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let url = format!("{}/desk-data", browser.site.desk()).parse().unwrap();
    let answer = browser.once(Method::GET, url, &[("hx-request", "true")], None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn home_shows_the_tiles_that_the_person_may_see_and_nothing_for_administrators() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let home = browser.open(&browser.site.desk()).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text("h1").is_some_and(|hello| hello.contains("Giselle")));
    assert_eq!(all(&home, "#home [data-open]").len(), 2, "{}", home.body);
    assert!(attribute(&home, "#dock-apps [data-open]", "href").is_some());
    assert!(!home.body.contains("href=\"/store\""), "no way to the store for her");
    let policy = home.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("frame-src http://id."), "{policy}");
    assert!(!policy.contains("unsafe-inline"));
}

#[tokio::test]
async fn admin_pages_open_for_administrators_only() {
    let world = World::demo().await;
    let mut giselle = world.signed_in("giselle").await;
    let mut ada = world.signed_in("ada").await;
    let desk = giselle.site.desk();
    for path in [
        "/road-map",
        "/store",
        "/docks",
        "/announcements",
        "/links",
        "/people",
        "/people/groups",
        "/servers",
        "/certificates",
        "/events",
    ] {
        assert_eq!(giselle.open(&format!("{desk}{path}")).await.status, StatusCode::FORBIDDEN, "{path}");
        let page = ada.open(&format!("{desk}{path}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert_eq!(all(&page, ".side-link[aria-current=page]").len(), 1, "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_says_so_in_the_readers_language() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    browser.language = "fr";
    let answer = browser.open(&format!("{}/no-such-page", browser.site.desk())).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.text("h1").as_deref(), Some("Il n’y a rien ici"));
}

#[tokio::test]
async fn files_and_home_travel_compressed_but_pages_that_repeat_an_address_do_not() {
    let world = World::demo().await;
    let mut browser = world.signed_in("ada").await;
    let desk = browser.site.desk();
    let home = browser.open(&desk).await;
    let style = attribute(&home, "link[rel=stylesheet]", "href").unwrap();
    let gzip = [("accept-encoding", "gzip")];
    for (path, expected) in [("/", "gzip"), (style.as_str(), "gzip"), ("/events?search=x", "")] {
        let answer = browser.once(Method::GET, format!("{desk}{path}").parse().unwrap(), &gzip, None).await;
        assert_eq!(answer.header("content-encoding"), expected, "{path}");
    }
}

#[tokio::test]
async fn everything_that_the_desk_asks_for_at_load_is_there_and_kept_for_ever() {
    let world = World::demo().await;
    let mut browser = world.signed_in("giselle").await;
    let desk = browser.site.desk();
    let home = browser.open(&desk).await;
    let found = Selector::parse("link[href^='/assets/'], script[src]").unwrap();
    let paths: Vec<String> = home
        .html()
        .select(&found)
        .filter_map(|element| element.attr("href").or(element.attr("src")))
        .map(str::to_owned)
        .collect();
    assert!((4..=6).contains(&paths.len()), "{paths:?}");
    for path in &paths {
        let file = browser.open(&format!("{desk}{path}")).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert!(file.header("cache-control").contains("immutable"), "{path}");
    }
}
