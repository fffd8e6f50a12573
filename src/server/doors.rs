//! Local sockets: who asks is known from the kernel (`SO_PEERCRED`, unix(7)), never from a header.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::serve::IncomingStream;
use http::StatusCode;
use tokio::net::UnixListener;
use tokio_util::sync::CancellationToken;

use super::passwd::uid_of;
use crate::telemetry;
use crate::web::Door;

/// How long open requests may go on after a signal.
const DRAIN: Duration = Duration::from_secs(10);

/// The peer of a socket connection.
#[derive(Debug, Clone, Copy)]
struct Caller {
    uid: Option<u32>,
}

impl Connected<IncomingStream<'_, UnixListener>> for Caller {
    fn connect_info(stream: IncomingStream<'_, UnixListener>) -> Self {
        Self { uid: stream.io().peer_cred().ok().map(|peer| peer.uid()) }
    }
}

/// Which users stand for which doors.
#[derive(Debug, Clone, Copy)]
struct Users {
    gateway: Option<u32>,
    desktop: Option<u32>,
}

impl Users {
    fn door(self, caller: Caller) -> Door {
        match caller.uid {
            Some(0) => Door::Root,
            Some(uid) if Some(uid) == self.gateway => Door::Gateway,
            Some(uid) if Some(uid) == self.desktop => Door::Desktop,
            _ => Door::Public,
        }
    }
}

/// Serves a router on a socket until `stop`.
pub(super) async fn serve(path: &Path, router: Router, stop: CancellationToken) -> std::io::Result<()> {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let listener = UnixListener::bind(path)?;
    // Everybody may knock: the peer's uid decides what is answered.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
    let users = Users { gateway: uid_of("unidash-gateway"), desktop: uid_of("unidash-desktop") };
    let router = router.layer(middleware::from_fn(move |request, next| enter(users, request, next)));
    let service = router.into_make_service_with_connect_info::<Caller>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    // A stream that somebody watches (the progress of an installation) never ends by itself.
    let too_long = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        done = serving.into_future() => done,
        () = too_long => Ok(()),
    }
}

async fn enter(users: Users, mut request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<ConnectInfo<Caller>>().map_or(Caller { uid: None }, |info| info.0);
    request.extensions_mut().insert(users.door(caller));
    next.run(request).await
}

/// Whether a role can do its work; the text says why not.
pub(super) type Readiness = Arc<dyn Fn() -> futures_util::future::BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// `/healthz`, `/readyz`, `/metrics`: for who stands at the socket, not for whom the gateway speaks.
pub(super) fn health(ready: Readiness) -> Router {
    let readyz = move || {
        let ready = ready.clone();
        async move {
            match ready().await {
                Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
                Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
            }
        }
    };
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(|| async { telemetry::metrics_text() }))
        .layer(middleware::from_fn(at_the_socket))
}

async fn at_the_socket(request: Request, next: Next) -> Response {
    match request.extensions().get::<Door>() {
        Some(Door::Gateway | Door::Peer) => StatusCode::NOT_FOUND.into_response(),
        _ => next.run(request).await,
    }
}
