//! Apps on real sockets of 127.0.0.1.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::response::IntoResponse as _;
use axum::routing::get;
use http::HeaderMap;
use http::request::Parts;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Serves a router on a free port.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Says back what it was told: one line per header.
pub fn mirror() -> Router {
    Router::new().route("/ws", get(|upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo) })).fallback(
        |parts: Parts, body: String| async move {
            let mut lines = vec![format!("{} {}", parts.method, parts.uri), format!("body={body}")];
            lines.extend(
                parts
                    .headers
                    .iter()
                    .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))),
            );
            lines.join("\n")
        },
    )
}

async fn echo(mut socket: axum::extract::ws::WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(text) = message
            && socket.send(Message::Text(format!("echo {text}").into())).await.is_err()
        {
            return;
        }
    }
}

/// Always answers with these headers and this page.
pub fn page(headers: HeaderMap, html: &'static str) -> Router {
    Router::new().fallback(move || {
        let headers = headers.clone();
        async move { (headers, html).into_response() }
    })
}

/// An address where nobody listens.
pub async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Takes a request and closes without a word; counts how often.
pub async fn mute() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            if stream.read(&mut buffer).await.unwrap_or_default() > 0 {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    (address, count)
}

/// Answers once per connection as HTTP/1.1 keep-alive, then closes although it said otherwise.
pub async fn fickle() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                if stream.read(&mut buffer).await.unwrap_or_default() == 0 {
                    return;
                }
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
                // The next request is read and thrown away: the connection dies with it.
                let _ = stream.read(&mut buffer).await;
            });
        }
    });
    address
}
