//! Requests as no browser sends them, and connections that last.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get as route_get, post};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};
use unidash::api::types::AccessAnswer;
use unidash::gateway::Upstream;

use super::door::{D, Door, app};
use super::upstreams::{mirror, nobody, serve};
use super::visitor::{get, plain, read};

const SESSION: &str = "__Host-gate=handle-of-ana";
const HOST: &str = "rss.cloud.test";

async fn rss() -> Door {
    Door::before(vec![app("rss", Upstream::Addresses(vec![serve(mirror()).await]))]).await
}

/// Sends bytes as they are and reads until the door closes, or says nothing for a moment.
async fn raw(door: &Door, bytes: &str) -> String {
    let mut stream = door.visitor().tls(HOST, b"http/1.1").await;
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(Ok(read)) = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut buffer)).await {
        if read == 0 {
            break;
        }
        said.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn a_request_for_two_hosts_or_none_is_for_nobody() {
    let door = rss().await;
    for lines in [
        format!("Host: {HOST}\r\nHost: desk.{D}\r\n"),
        String::new(),
        "Host: a b\r\n".to_owned(),
        "Host: x@y\r\n".to_owned(),
    ] {
        let said = raw(&door, &format!("GET / HTTP/1.1\r\n{lines}Cookie: {SESSION}\r\n\r\n")).await;
        assert!(said.starts_with("HTTP/1.1 400"), "{lines:?}: {said}");
    }
}

#[tokio::test]
async fn a_host_is_the_same_in_capitals_and_led_away_from_its_dot() {
    let door = rss().await;
    let visitor = door.visitor();
    let told = visitor.get("RSS.Cloud.Test", "/x", &[("cookie", SESSION)]).await;
    assert!(told.text.lines().any(|line| line == "host: rss.cloud.test"), "{}", told.text);
    assert_eq!(visitor.get("ID.cloud.test", "/x", &[]).await.text, "core /x");
    let request = format!("GET /a?b=c HTTP/1.1\r\nHost: {HOST}.:443\r\n\r\n");
    let said = raw(&door, &request).await;
    assert!(said.starts_with("HTTP/1.1 308") && said.contains("location: https://rss.cloud.test:443/a?b=c"), "{said}");
    // Addresses are hosts as well, and nobody's.
    for host in ["[::1]", "[::1]:443", "127.0.0.1:443"] {
        let said = raw(&door, &format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
        assert!(said.starts_with("HTTP/1.1 404"), "{host}: {said}");
    }
    let moved = plain(door.http, get("[::1]:80", "/", &[])).await;
    assert_eq!((moved.status, moved.header("location")), (StatusCode::PERMANENT_REDIRECT, "https://[::1]/"));
}

#[tokio::test]
async fn nobody_tunnels_traces_or_leaves_http_except_for_a_websocket() {
    let door = rss().await;
    for request in [format!("CONNECT {HOST}:443 HTTP/1.1"), "TRACE / HTTP/1.1".to_owned()] {
        let said = raw(&door, &format!("{request}\r\nHost: {HOST}\r\nCookie: {SESSION}\r\n\r\n")).await;
        assert!(said.starts_with("HTTP/1.1 405"), "{request}: {said}");
    }
    let headers = [
        ("cookie", SESSION),
        ("connection", "Upgrade, HTTP2-Settings"),
        ("upgrade", "h2c"),
        ("http2-settings", "AAMAAABkAAQCAAAAAAIAAAAA"),
    ];
    let told = door.visitor().get(HOST, "/", &headers).await;
    assert_eq!(told.status, StatusCode::OK);
    for word in ["h2c", "upgrade", "http2-settings"] {
        assert!(!told.text.to_lowercase().contains(word), "{word} in {}", told.text);
    }
    let told = door.visitor().get(HOST, "/", &[headers[0], ("http2-settings", "AAMAAABkAAQCAAAAAAIAAAAA")]).await;
    assert!(!told.text.contains("http2-settings"), "{}", told.text);
}

#[tokio::test]
async fn a_body_hides_no_second_request() {
    let door = rss().await;
    for framing in [
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 60\r\n",
        "Transfer-Encoding: identity, chunked\r\nContent-Length: 0\r\n",
    ] {
        let request = format!(
            "POST /first HTTP/1.1\r\nHost: {HOST}\r\nCookie: {SESSION}\r\n{framing}\r\n0\r\n\r\n\
             GET /second HTTP/1.1\r\nHost: {HOST}\r\nAccept: */*\r\n\r\n"
        );
        let said = raw(&door, &request).await;
        // What follows the body is a request of its own at our door: without a session it gets nothing.
        assert!(!said.contains("GET /second"), "{framing}: {said}");
        assert!(said.starts_with("HTTP/1.1 400") || said.contains("POST /first\nbody="), "{framing}: {said}");
    }
    for framing in
        ["Content-Length: 3\r\nContent-Length: 30\r\n", "Content-Length: +3\r\n", "Transfer-Encoding: xchunked\r\n"]
    {
        let said =
            raw(&door, &format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nCookie: {SESSION}\r\n{framing}\r\nabc")).await;
        assert!(said.starts_with("HTTP/1.1 400"), "{framing}: {said}");
    }
}

#[tokio::test]
async fn who_asks_before_a_body_is_told_to_go_on_and_the_app_never_hears_of_it() {
    let door = rss().await;
    let mut stream = door.visitor().tls(HOST, b"http/1.1").await;
    let head = format!(
        "POST /up HTTP/1.1\r\nHost: {HOST}\r\nCookie: {SESSION}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut buffer = [0; 4096];
    let read = stream.read(&mut buffer).await.unwrap();
    assert!(buffer[..read].starts_with(b"HTTP/1.1 100 Continue"));
    stream.write_all(b"hello").await.unwrap();
    let mut said = String::new();
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        said += &String::from_utf8_lossy(&buffer[..read]);
    }
    assert!(said.contains("HTTP/1.1 200") && said.contains("body=hello") && !said.contains("expect"), "{said}");
}

#[tokio::test]
async fn how_the_roles_are_is_not_told_outside() {
    let door = rss().await;
    for host in ["desk.cloud.test", "id.cloud.test", D] {
        for path in ["/metrics", "/healthz", "/readyz", "/%6detrics", "//metrics", "/metrics/"] {
            assert_eq!(door.visitor().get(host, path, &[]).await.status, StatusCode::NOT_FOUND, "{host}{path}");
        }
    }
    // An app's own page of that name is the app's.
    let told = door.visitor().get(HOST, "/metrics", &[("cookie", SESSION)]).await;
    assert!(told.text.starts_with("GET /metrics"), "{}", told.text);
}

#[tokio::test]
async fn an_app_may_take_its_time_with_an_upload() {
    let slow = Router::new().route(
        "/up",
        post(|body: Body| async move {
            // Longer than a dead server is given: the kernel's buffers are full long before.
            tokio::time::sleep(Duration::from_secs(8)).await;
            let mut total = 0_usize;
            let mut stream = body.into_data_stream();
            while let Some(Ok(chunk)) = stream.next().await {
                total += chunk.len();
            }
            total.to_string()
        }),
    );
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![serve(slow).await]))]).await;
    let body = Full::new(Bytes::from(vec![7_u8; 24 * 1024 * 1024]));
    let request = Request::post("/up").header("host", HOST).header("cookie", SESSION).body(body).unwrap();
    assert_eq!(door.visitor().ask(request).await.text, (24 * 1024 * 1024).to_string());
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_rustls::client::TlsStream<tokio::net::TcpStream>>;

async fn socket(door: &Door) -> Result<Socket, tokio_tungstenite::tungstenite::Error> {
    let stream = door.visitor().tls(HOST, b"http/1.1").await;
    let mut request = format!("wss://{HOST}/ws").into_client_request().unwrap();
    request.headers_mut().insert("cookie", SESSION.parse().unwrap());
    tokio_tungstenite::client_async(request, stream).await.map(|(socket, _)| socket)
}

#[tokio::test]
async fn a_websocket_to_a_dead_app_is_refused_and_goes_to_a_living_one() {
    let dead = Door::before(vec![app("rss", Upstream::Addresses(vec![nobody().await]))]).await;
    let Err(tokio_tungstenite::tungstenite::Error::Http(answer)) = socket(&dead).await else {
        panic!("a socket to nobody")
    };
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    let to = Upstream::Addresses(vec![nobody().await, serve(mirror()).await]);
    let half = Door::before(vec![app("rss", to)]).await;
    for _ in 0..2 {
        let mut socket = socket(&half).await.unwrap();
        socket.send(Message::text("x")).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("echo x"));
    }
}

#[tokio::test]
async fn a_websocket_and_a_stream_of_events_end_with_their_session() {
    let events = mirror().route(
        "/events",
        route_get(|| async {
            let stream = futures_util::stream::unfold((), |()| async move {
                tokio::time::sleep(Duration::from_millis(200)).await;
                Some((Ok::<_, std::io::Error>(Bytes::from_static(b"data: x\n\n")), ()))
            });
            ([("content-type", "text/event-stream")], Body::from_stream(stream))
        }),
    );
    let door = Door::before(vec![app("rss", Upstream::Addresses(vec![serve(events).await]))]).await;
    let mut socket = socket(&door).await.unwrap();
    socket.send(Message::text("x")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("echo x"));
    let mut stream = door.visitor().send(get(HOST, "/events", &[("cookie", SESSION)])).await;
    assert!(stream.body_mut().frame().await.unwrap().is_ok());
    *door.said.answer.lock().unwrap() = Some(AccessAnswer::SignIn);
    let ended = async {
        while let Some(Ok(_)) = stream.body_mut().frame().await {}
        while let Some(Ok(_)) = socket.next().await {}
    };
    tokio::time::timeout(Duration::from_secs(60), ended).await.expect("both have ended");
}

#[tokio::test]
async fn a_door_that_closes_does_not_wait_for_websockets_and_ends_them() {
    let door = rss().await;
    let mut socket = socket(&door).await.unwrap();
    socket.send(Message::text("x")).await.unwrap();
    assert!(socket.next().await.unwrap().is_ok());
    let began = std::time::Instant::now();
    door.listening.drain(Duration::from_secs(30)).await;
    assert!(began.elapsed() < Duration::from_secs(10));
    door.gateway.close();
    let ended = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::time::timeout(Duration::from_secs(10), ended).await.expect("the socket has ended");
}

#[tokio::test]
async fn many_at_once_are_all_answered() {
    let door = rss().await;
    let mut all = tokio::task::JoinSet::new();
    for index in 0..300 {
        let visitor = door.visitor();
        all.spawn(async move {
            let path = format!("https://{HOST}/{index}");
            let request = Request::get(&path).header("cookie", SESSION).body(Full::default()).unwrap();
            let answer = read(visitor.send_h2(HOST, request).await).await;
            assert!(answer.text.starts_with(&format!("GET /{index}\n")), "{}", answer.text);
        });
    }
    all.join_all().await;
}
