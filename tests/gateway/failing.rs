//! Upstreams that are silent, and when a request may be said again.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use unidash::gateway::Upstream;

use super::door::{Door, app};
use super::upstreams::{fickle, mirror, mute, nobody, serve};

const SESSION: (&str, &str) = ("cookie", "__Host-gate=handle-of-ana");

fn post(host: &str, keyed: bool) -> Request<Full<Bytes>> {
    let mut builder = Request::post("/order").header("host", host).header(SESSION.0, SESSION.1);
    if keyed {
        builder = builder.header("idempotency-key", "k");
    }
    builder.body(Full::new(Bytes::from_static(b"{}"))).unwrap()
}

#[tokio::test]
async fn a_dead_pod_is_passed_over_and_not_asked_again_at_once() {
    let to = Upstream::Addresses(vec![nobody().await, serve(mirror()).await]);
    let door = Door::before(vec![app("rss", to)]).await;
    let began = Instant::now();
    for _ in 0..20 {
        assert_eq!(door.visitor().get("rss.cloud.test", "/", &[SESSION]).await.status, StatusCode::OK);
    }
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_write_that_never_left_is_sent_to_the_next_pod() {
    let to = Upstream::Addresses(vec![nobody().await, serve(mirror()).await]);
    let door = Door::before(vec![app("rss", to)]).await;
    for _ in 0..4 {
        let answer = door.visitor().ask(post("rss.cloud.test", false)).await;
        assert!(answer.text.starts_with("POST /order\nbody={}"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_write_that_may_have_arrived_is_never_said_twice() {
    let (silent, count) = mute().await;
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![silent, silent]))]).await;
    assert_eq!(door.visitor().ask(post("rss.cloud.test", false)).await.status, StatusCode::BAD_GATEWAY);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_read_is_said_again_elsewhere() {
    let (silent, count) = mute().await;
    let other = serve(mirror()).await;
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![silent, other]))]).await;
    for _ in 0..4 {
        assert_eq!(door.visitor().get("rss.cloud.test", "/", &[SESSION]).await.status, StatusCode::OK);
    }
    assert!(count.load(Ordering::SeqCst) >= 1);
}

#[tokio::test]
async fn a_write_with_an_idempotency_key_is_said_again_elsewhere() {
    let (silent, _) = mute().await;
    let other = serve(mirror()).await;
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![silent, other]))]).await;
    for _ in 0..4 {
        let answer = door.visitor().ask(post("rss.cloud.test", true)).await;
        assert!(answer.text.starts_with("POST /order\nbody={}"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_kept_connection_that_died_is_no_failure() {
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![fickle().await]))]).await;
    for _ in 0..6 {
        assert_eq!(door.visitor().get("rss.cloud.test", "/", &[SESSION]).await.text, "ok");
    }
}

#[tokio::test]
async fn a_silent_app_has_a_page_that_says_what_to_do() {
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![nobody().await]))]).await;
    let page = [SESSION, ("sec-fetch-mode", "navigate"), ("accept-language", "fr-FR")];
    let answer = door.visitor().get("rss.cloud.test", "/", &page).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert!(answer.text.contains("rss ne répond pas") && answer.text.contains("Réessayez dans une minute"));
    assert_eq!(answer.header("x-frame-options"), "DENY");
    let script = door.visitor().get("rss.cloud.test", "/x", &[SESSION]).await;
    assert_eq!((script.status, script.header("content-type")), (StatusCode::BAD_GATEWAY, "text/plain; charset=utf-8"));
}

#[tokio::test]
async fn a_door_that_closes_lets_a_running_request_end() {
    use axum::routing::get as route_get;
    let slow = axum::Router::new().route(
        "/slow",
        route_get(|| async {
            tokio::time::sleep(Duration::from_millis(700)).await;
            "done"
        }),
    );
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![serve(slow).await]))]).await;
    let visitor = door.visitor();
    let running = tokio::spawn(async move { visitor.get("rss.cloud.test", "/slow", &[SESSION]).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    door.listening.drain(Duration::from_secs(10)).await;
    assert_eq!(running.await.unwrap().text, "done");
    assert!(tokio::net::TcpStream::connect(door.https).await.is_err());
    door.gateway.close();
}
