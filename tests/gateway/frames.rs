//! Framing: exactly what the manifest records, and the pane reporter.

use std::io::Read as _;

use axum::Router;
use axum::response::IntoResponse as _;
use http::HeaderMap;
use unidash::gateway::{Embed, Framing, RoutePlan, Upstream};

use super::door::{Door, app};
use super::upstreams::{page, serve};

const PAGE: [(&str, &str); 3] =
    [("cookie", "__Host-gate=handle-of-ana"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(*name, value.parse().unwrap());
    }
    map
}

async fn door(embed: Embed, app_headers: HeaderMap, html: &'static str) -> Door {
    let to = Upstream::Addresses(vec![serve(page(app_headers, html)).await]);
    Door::before(vec![RoutePlan { embed, ..app("wiki", to) }]).await
}

fn policies(map: &HeaderMap) -> Vec<&str> {
    map.get_all("content-security-policy").iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn rung_three_admits_the_desk_and_changes_nothing_else() {
    let sent = headers(&[
        ("content-type", "text/html"),
        ("x-frame-options", "SAMEORIGIN"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'self'; script-src 'self'"),
        ("content-security-policy", "frame-ancestors 'none', img-src 'self'"),
    ]);
    let door = door(Embed { policy: Framing::Fix, rung: 3, reporter: false }, sent, "<p>x").await;
    let answer = door.visitor().get("wiki.cloud.test", "/", &PAGE).await;
    assert!(answer.headers.get("x-frame-options").is_none());
    assert_eq!(
        policies(&answer.headers),
        [
            "default-src 'none'; frame-ancestors 'self' https://desk.cloud.test; script-src 'self'",
            "frame-ancestors https://desk.cloud.test, img-src 'self'; frame-ancestors 'self' https://desk.cloud.test",
        ]
    );
    assert_eq!(answer.text, "<p>x");
}

#[tokio::test]
async fn an_app_that_may_not_be_framed_keeps_its_word() {
    let sent = headers(&[("x-frame-options", "DENY")]);
    let door = door(Embed { policy: Framing::Never, rung: 3, reporter: false }, sent, "x").await;
    assert_eq!(door.visitor().get("wiki.cloud.test", "/", &PAGE).await.header("x-frame-options"), "DENY");
}

const REPORTER: Embed = Embed { policy: Framing::Allow, rung: 0, reporter: true };

#[tokio::test]
async fn the_reporter_speaks_to_the_desk_only_and_runs_under_the_apps_policy() {
    let sent =
        headers(&[("content-type", "text/html; charset=utf-8"), ("content-security-policy", "script-src 'self'")]);
    let door = door(REPORTER, sent, "<!doctype html><html><head><title>é</title></head><body>b</body></html>").await;
    let answer = door.visitor().get("wiki.cloud.test", "/", &PAGE).await;
    let nonce = answer.text.split("<script nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(policies(&answer.headers), [format!("script-src 'self' 'nonce-{nonce}'")]);
    assert!(answer.text.starts_with("<!doctype html><html><head><script nonce="));
    assert!(answer.text.ends_with("</script><title>é</title></head><body>b</body></html>"));
    assert!(answer.text.contains("const desk = \"https://desk.cloud.test\"") && !answer.text.contains("__DESK__"));
    assert!(!answer.text.contains("postMessage({ type, ...detail }, \"*\")"));
    let other = door.visitor().get("wiki.cloud.test", "/", &PAGE).await;
    assert!(!other.text.contains(nonce), "a nonce is used once");
}

#[tokio::test]
async fn a_page_without_head_gets_the_reporter_too_and_other_things_do_not() {
    let door = door(REPORTER, headers(&[("content-type", "text/html")]), "just text").await;
    assert!(door.visitor().get("wiki.cloud.test", "/", &PAGE).await.text.starts_with("just text<script nonce="));
    let script = [PAGE[0], ("sec-fetch-mode", "cors")];
    assert_eq!(door.visitor().get("wiki.cloud.test", "/", &script).await.text, "just text");
}

#[tokio::test]
async fn data_is_passed_as_it_is() {
    let door = door(REPORTER, headers(&[("content-type", "application/json")]), "{\"html\":\"<head>\"}").await;
    assert_eq!(door.visitor().get("wiki.cloud.test", "/", &PAGE).await.text, "{\"html\":\"<head>\"}");
}

#[tokio::test]
async fn a_page_with_the_reporter_is_compressed_again_for_the_browser() {
    let told = Router::new().fallback(|headers: HeaderMap| async move {
        assert_eq!(headers["accept-encoding"], "identity");
        ([("content-type", "text/html")], format!("<head></head>{}", "text ".repeat(2000))).into_response()
    });
    let to = Upstream::Addresses(vec![serve(told).await]);
    let door = Door::before(vec![RoutePlan { embed: REPORTER, ..app("wiki", to) }]).await;
    let request = super::visitor::get("wiki.cloud.test", "/", &[PAGE[0], PAGE[1], ("accept-encoding", "gzip")]);
    let response = door.visitor().send(request).await;
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    assert!(bytes.len() < 4000, "{}", bytes.len());
    assert_eq!(bytes.bytes().take(2).filter_map(Result::ok).collect::<Vec<_>>(), [0x1f, 0x8b]);
}
