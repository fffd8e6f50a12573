//! `unidash core`: API, `OpenID` provider, jobs, and the peers' door.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse as _;
use futures_util::FutureExt as _;
use http::header::HOST;
use tower::ServiceExt as _;

use super::rooms::{Rooms, Wish};
use super::{doors, peer_door, stop};
use crate::clock::Ambient;
use crate::config::Config;
use crate::web::{Door, SiteHandle};
use crate::{api, oidc};

/// How long giving back the lease may take.
const GIVE_BACK: Duration = Duration::from_secs(5);

/// Runs the core until a signal.
pub async fn core(config: Config, ambient: Ambient) -> anyhow::Result<()> {
    let stop = stop::on_signal()?;
    let rooms = Rooms::on_server(Wish::server(&config), &ambient, stop.clone()).await?;
    let router = router(&rooms);
    if let Some(files) = peer_door::PeerFiles::of(&config.state.role("core")) {
        let listener = peer_door::bind(config.doors.peer).await?;
        let behind =
            peer_door::Behind { core: router.clone(), desktop: config.doors.desktop(), site: rooms.site.clone() };
        tokio::spawn(peer_door::serve(listener, files, behind.router(), stop.clone()));
    }
    let store = rooms.state.store.clone();
    let ready: doors::Readiness = Arc::new(move || {
        let store = store.clone();
        async move { store.ready().await.map_err(|error| error.to_string()) }.boxed()
    });
    let everything = doors::health(ready).fallback_service(router);
    stop::ready();
    doors::serve(&config.doors.core(), everything, stop).await?;
    // The lease goes back, so that another server works at once and not after it ran out.
    if tokio::time::timeout(GIVE_BACK, rooms.upkeep).await.is_err() {
        tracing::warn!("jobs did not end in time");
    }
    Ok(())
}

/// Everything the core answers: the provider on `id.D`, the joining door under `/join`, else the API.
pub(super) fn router(rooms: &Rooms) -> Router {
    let site = rooms.site.clone();
    let api = api::router(rooms.state.clone());
    let join = rooms.join.clone();
    let provider = oidc::router(rooms.oidc.clone());
    Router::new().fallback(move |request: Request| {
        let path = request.uri().path();
        let router = if is_join(path) {
            join.clone()
        } else if is_provider(&site, &request) {
            provider.clone()
        } else {
            api.clone()
        };
        async move { router.oneshot(request).await.into_response() }
    })
}

/// The same for callers in this very process: they may do what the gateway and the desktop may.
pub(super) fn inside(router: Router) -> Router {
    router.layer(axum::Extension(Door::Gateway))
}

fn is_join(path: &str) -> bool {
    path == "/join" || path == "/join.sh" || path.starts_with("/join/")
}

fn is_provider(site: &SiteHandle, request: &Request) -> bool {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().host()).unwrap_or_default();
    site.get().is_some_and(|site| site.label(host) == Some("id"))
}
