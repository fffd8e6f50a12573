//! A gateway on free ports with a certificate of its own web root.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use http::request::Parts as RequestParts;
use unidash::api::types::{AccessAnswer, AccessPerson, AccessQuestion, CertificatePair, HostSession, RedeemTicket};
use unidash::certificates::Certificates;
use unidash::clock::Ambient;
use unidash::gateway::{Gateway, Listening, Parts, RoutePlan, Upstream};
use unidash::state::{Embedded, Store};
use unidash::web::Site;

use super::visitor::Visitor;

/// The domain of these tests.
pub const D: &str = "cloud.test";
/// A session handle that the core knows.
pub const HANDLE: &str = "handle-of-ana";

/// What the core says, and how often it was asked.
#[derive(Clone, Default)]
pub struct Said {
    pub away: Arc<Mutex<bool>>,
    pub answer: Arc<Mutex<Option<AccessAnswer>>>,
    pub asked: Arc<AtomicUsize>,
}

/// A door that listens.
pub struct Door {
    pub said: Said,
    pub root: String,
    pub https: SocketAddr,
    pub http: SocketAddr,
    pub gateway: Gateway,
    pub listening: Listening,
}

impl Door {
    /// In front of these apps.
    pub async fn before(apps: Vec<RoutePlan>) -> Self {
        let said = Said::default();
        Self::made(said.clone(), Upstream::InProcess(core(said)), desktop(), apps, |_| {}).await
    }

    /// In front of these roles and apps; `change` has the last word.
    pub async fn made(
        said: Said,
        core: Upstream,
        desktop: Upstream,
        apps: Vec<RoutePlan>,
        change: impl FnOnce(&mut Parts),
    ) -> Self {
        let ambient = Ambient::system();
        let (pair, root) = certificate(&ambient).await;
        let mut parts = Parts::new(ambient, core, desktop);
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        (parts.http, parts.https) = (Some(any), Some(any));
        parts.site = Some(Site::new(D));
        parts.certificate = Some(pair);
        parts.apps = apps;
        change(&mut parts);
        let (gateway, listening) = Gateway::start(parts).await.unwrap();
        let (http, https) = (listening.http.unwrap(), listening.https.unwrap());
        Self { said, root, https, http, gateway, listening }
    }

    /// Somebody at the door, over TLS and HTTP/1.1.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.https, &self.root)
    }
}

/// A certificate for D from a web root of its own, and that root.
pub async fn certificate(ambient: &Ambient) -> (CertificatePair, String) {
    let store = Store::new(Embedded::in_memory(ambient).await.unwrap());
    let certificates = Certificates::new(store, ambient.clone());
    certificates.issue(D).await.unwrap();
    (certificates.pairs().await.unwrap().remove(0), certificates.web_root().await.unwrap().unwrap())
}

/// An app's plan on `<label>.D`.
pub fn app(label: &str, to: Upstream) -> RoutePlan {
    RoutePlan::new(format!("{label}.{D}"), label, Vec::new(), to)
}

/// The person whom everybody is in these tests.
pub fn ana() -> AccessAnswer {
    AccessAnswer::Allow {
        person: AccessPerson {
            id: "1".to_owned(),
            username: "ana".to_owned(),
            name: "Ana Álvarez".to_owned(),
            email: Some("ana@cloud.test".to_owned()),
            groups: vec!["Sales".to_owned(), "Sales, north".to_owned()],
            sid: "s1".to_owned(),
        },
    }
}

pub fn desktop() -> Upstream {
    Upstream::InProcess(Router::new().fallback(|parts: RequestParts| async move { format!("desktop {}", parts.uri) }))
}

/// A core that answers as it is told.
pub fn core(said: Said) -> Router {
    Router::new()
        .route("/internal/v1/access", post(access))
        .route("/internal/v1/tickets", post(redeem))
        .route("/api/v1/hello", get(|| async { "core" }))
        .fallback(|parts: RequestParts| async move { format!("core {}", parts.uri) })
        .with_state(said)
}

async fn access(
    State(said): State<Said>,
    Json(question): Json<AccessQuestion>,
) -> Result<Json<AccessAnswer>, StatusCode> {
    said.asked.fetch_add(1, Ordering::SeqCst);
    if *said.away.lock().unwrap() {
        return Err(StatusCode::BAD_GATEWAY);
    }
    if let Some(answer) = said.answer.lock().unwrap().clone() {
        return Ok(Json(answer));
    }
    let token = question.basic == Some(("ana".to_owned(), "app-token".to_owned()));
    let known = question.handle.as_deref() == Some(HANDLE);
    Ok(Json(if known || token { ana() } else { AccessAnswer::SignIn }))
}

async fn redeem(Json(order): Json<RedeemTicket>) -> Json<Option<HostSession>> {
    let right = order.ticket == "ticket" && order.host.ends_with(D);
    Json(right.then(|| HostSession { handle: HANDLE.to_owned(), seconds: 600 }))
}
