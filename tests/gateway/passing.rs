//! What passes the door, and how.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get as route_get, post};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};
use unidash::gateway::{Fact, Mode, Upstream};

use super::door::{D, Door, HANDLE, app};
use super::upstreams::{mirror, page, serve};
use super::visitor::{get, plain, read};

const SESSION: &str = "__Host-gate=handle-of-ana";

#[tokio::test]
async fn hosts_lead_to_desktop_core_and_apps() {
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let door = Door::before(vec![app("rss", to)]).await;
    let visitor = door.visitor();
    assert_eq!(visitor.get("desk.cloud.test", "/", &[]).await.text, "desktop /");
    assert_eq!(visitor.get("desk.cloud.test", "/api/v1/hello", &[]).await.text, "core");
    assert_eq!(visitor.get("id.cloud.test", "/authorize?x=1", &[]).await.text, "core /authorize?x=1");
    let root = visitor.get(D, "/", &[]).await;
    assert_eq!((root.status, root.header("location")), (StatusCode::SEE_OTHER, "https://desk.cloud.test/"));
    let mirror = visitor.get("rss.cloud.test", "/feed?a=b", &[("cookie", SESSION)]).await;
    assert!(mirror.text.starts_with("GET /feed?a=b\n"), "{}", mirror.text);
    let unknown = visitor.get("nothing.cloud.test", "/", &[("accept-language", "fr")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.text.contains("nothing.cloud.test") && unknown.text.contains("Vérifiez l’orthographe"));
}

#[tokio::test]
async fn the_cores_own_questions_are_not_for_the_outside() {
    let door = Door::before(Vec::new()).await;
    for host in ["desk.cloud.test", "id.cloud.test", D] {
        for path in ["/internal/v1/settings", "//internal/v1/settings", "/%69nternal/v1/settings", "/a/../internal/v1"]
        {
            let answer = door.visitor().get(host, path, &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{host}{path}");
        }
    }
}

#[tokio::test]
async fn plain_http_leads_to_https_and_the_acme_path_is_kept_free() {
    let door = Door::before(Vec::new()).await;
    let moved = plain(door.http, get("desk.cloud.test", "/store?x=1", &[])).await;
    assert_eq!(
        (moved.status, moved.header("location")),
        (StatusCode::PERMANENT_REDIRECT, "https://desk.cloud.test/store?x=1")
    );
    let acme = plain(door.http, get(D, "/.well-known/acme-challenge/x", &[])).await;
    assert_eq!(acme.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_app_hears_who_is_there_from_us_alone() {
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let mut plan = app("wiki", to);
    plan.mode = Mode::ForwardAuth;
    plan.headers = vec![
        ("Remote-User".to_owned(), Fact::Name),
        ("X-Who-Mail".to_owned(), Fact::Email),
        ("Remote-Groups".to_owned(), Fact::Groups),
    ];
    let door = Door::before(vec![plan]).await;
    let forged = [
        ("cookie", "theme=dark; __Host-gate=handle-of-ana; a=b"),
        ("remote-user", "root"),
        ("remote_user", "root"),
        ("x_who_mail", "root@cloud.test"),
        ("x-forwarded-for", "1.2.3.4"),
        ("x-forwarded-user", "root"),
        ("forwarded", "for=1.2.3.4"),
        ("x-unidash-person", "root"),
        ("x-request-id", "mine"),
        ("connection", "x-private, keep-alive"),
        ("x-private", "1"),
        ("proxy-authorization", "Basic eA=="),
    ];
    let told = door.visitor().get("wiki.cloud.test", "/", &forged).await.text;
    for line in [
        "remote-user: ana",
        "x-who-mail: ana@cloud.test",
        "remote-groups: Sales,Sales  north",
        "x-forwarded-for: 127.0.0.1",
        "x-forwarded-proto: https",
        "x-forwarded-host: wiki.cloud.test",
        "host: wiki.cloud.test",
        "cookie: theme=dark; a=b",
    ] {
        assert!(told.lines().any(|said| said == line), "{line} in\n{told}");
    }
    for word in ["root", "1.2.3.4", "x-private", "proxy-authorization", "gate", "mine"] {
        assert!(!told.contains(word), "{word} in\n{told}");
    }
}

#[tokio::test]
async fn http2_passes_with_the_right_host() {
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let door = Door::before(vec![app("rss", to)]).await;
    let request = Request::get("https://rss.cloud.test/two").header("cookie", SESSION).body(Full::default()).unwrap();
    let answer = read(door.visitor().send_h2("rss.cloud.test", request).await).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.starts_with("GET /two\n") && answer.text.contains("host: rss.cloud.test"), "{}", answer.text);
}

#[tokio::test]
async fn websockets_pass_both_ways() {
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let door = Door::before(vec![app("chat", to)]).await;
    let stream = door.visitor().tls("chat.cloud.test", b"http/1.1").await;
    let mut request = "wss://chat.cloud.test/ws".into_client_request().unwrap();
    request.headers_mut().insert("cookie", SESSION.parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    for word in ["one", "two"] {
        socket.send(Message::text(word)).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text(format!("echo {word}")));
    }
}

#[tokio::test]
async fn websockets_reach_a_router_of_this_process() {
    let door = Door::before(vec![app("chat", Upstream::InProcess(mirror()))]).await;
    let stream = door.visitor().tls("chat.cloud.test", b"http/1.1").await;
    let mut request = "wss://chat.cloud.test/ws".into_client_request().unwrap();
    request.headers_mut().insert("cookie", SESSION.parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    socket.send(Message::text("x")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("echo x"));
}

#[tokio::test]
async fn a_socket_from_a_sibling_app_is_refused_where_headers_are_believed() {
    let to = Upstream::Addresses(vec![serve(mirror()).await]);
    let mut plan = app("chat", to);
    plan.mode = Mode::ForwardAuth;
    let door = Door::before(vec![plan]).await;
    let headers = [
        ("cookie", SESSION),
        ("origin", "https://evil.cloud.test"),
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
    ];
    assert_eq!(door.visitor().get("chat.cloud.test", "/ws", &headers).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn events_come_one_by_one_and_are_not_gathered() {
    let events = Router::new().route(
        "/events",
        route_get(|| async {
            let stream = futures_util::stream::unfold(0_u32, |count| async move {
                if count > 0 {
                    tokio::time::sleep(Duration::from_millis(400)).await;
                }
                Some((Ok::<_, std::io::Error>(Bytes::from(format!("data: {count}\n\n"))), count + 1))
            });
            ([("content-type", "text/event-stream")], Body::from_stream(stream))
        }),
    );
    let door = Door::before(vec![app("live", Upstream::Addresses(vec![serve(events).await]))]).await;
    let mut response = door.visitor().send(get("live.cloud.test", "/events", &[("cookie", SESSION)])).await;
    let began = std::time::Instant::now();
    for count in 0..2 {
        let frame = response.body_mut().frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(frame, format!("data: {count}\n\n"));
    }
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn a_large_upload_streams_through() {
    let counter = Router::new().route(
        "/up",
        post(|body: Body| async move {
            let mut total = 0_usize;
            let mut stream = body.into_data_stream();
            while let Some(chunk) = stream.next().await {
                total += chunk.unwrap().len();
            }
            total.to_string()
        }),
    );
    let door = Door::before(vec![app("files", Upstream::Addresses(vec![serve(counter).await]))]).await;
    let body = Full::new(Bytes::from(vec![7_u8; 24 * 1024 * 1024]));
    let request = Request::post("/up").header("host", "files.cloud.test").header("cookie", SESSION).body(body).unwrap();
    assert_eq!(door.visitor().ask(request).await.text, (24 * 1024 * 1024).to_string());
}

#[tokio::test]
async fn a_cookie_of_one_app_never_reaches_its_neighbours() {
    let mut headers = HeaderMap::new();
    headers.append("set-cookie", "a=1; Domain=cloud.test; Path=/".parse().unwrap());
    headers.append("set-cookie", "b=2; domain=.Cloud.Test; Secure".parse().unwrap());
    headers.append("set-cookie", "c=3; Domain=wide.cloud.test".parse().unwrap());
    headers.insert("clear-site-data", "\"cookies\", \"storage\"".parse().unwrap());
    let to = Upstream::Addresses(vec![serve(page(headers, "x")).await]);
    let door = Door::before(vec![app("wide", to)]).await;
    let answer = door.visitor().get("wide.cloud.test", "/", &[("cookie", SESSION)]).await;
    assert_eq!(answer.cookies(), ["a=1; Path=/", "b=2; Secure", "c=3; Domain=wide.cloud.test"]);
    assert_eq!(answer.header("clear-site-data"), "\"storage\"");
}

#[tokio::test]
async fn before_the_set_up_every_host_leads_there() {
    let ambient = unidash::clock::Ambient::system();
    let pair = unidash::certificates::bootstrap(&["127.0.0.1".to_owned()], &ambient).unwrap();
    let said = super::door::Said::default();
    let door = Door::made(
        said.clone(),
        Upstream::InProcess(super::door::core(said)),
        super::door::desktop(),
        Vec::new(),
        |parts| {
            parts.site = None;
            parts.certificate = Some(pair.clone());
        },
    )
    .await;
    let visitor = super::visitor::Visitor::new(door.https, &pair.chain);
    let answer = visitor.get("127.0.0.1", "/", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/setup"));
    assert_eq!(visitor.get("127.0.0.1", "/setup", &[]).await.text, "desktop /setup");
    assert_eq!(visitor.get("127.0.0.1", "/join.sh", &[]).await.text, "core /join.sh");
    assert_eq!(visitor.get("127.0.0.1", "/api/v1/hello", &[]).await.text, "core");
    assert!(!HANDLE.is_empty());
}
