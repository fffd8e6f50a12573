//! Our own roles behind the door: this server's sockets first, a peer's door when they are silent.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::Request as RouterRequest;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};

use super::Parts;
use super::body::{Answer, Outgoing};
use super::control::Kept;
use super::peers::PeerLink;
use super::plan::Upstream;
use super::pool::Address;
use super::table::Places;
use super::targets::{Silence, Targets};
use crate::client::Client;

/// How long the head of a role's answer may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Largest body that the gateway itself sends to the core.
const OWN_BODY: usize = 64 * 1024;

/// A role that the gateway forwards to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// API, `OpenID` provider, join.
    Core,
    /// Pages.
    Desktop,
}

/// Where the roles are now; cheap to clone.
#[derive(Clone)]
pub struct Roles {
    core: Arc<ArcSwap<Targets>>,
    desktop: Arc<ArcSwap<Targets>>,
    home: Arc<(Upstream, Upstream)>,
    link: Option<Arc<PeerLink>>,
    https: bool,
}

impl Roles {
    /// The roles of this server, and the peers known so far.
    pub fn new(parts: &Parts, kept: &Kept, places: &Places) -> Self {
        let link = parts.folder.as_deref().and_then(PeerLink::read).map(Arc::new);
        let empty = || Arc::new(ArcSwap::from_pointee(Targets::in_order(Vec::new())));
        let roles = Self {
            core: empty(),
            desktop: empty(),
            home: Arc::new((parts.core.clone(), parts.desktop.clone())),
            link,
            https: parts.https.is_some(),
        };
        let peers: Vec<SocketAddr> = if kept.peers().is_empty() { parts.peers.clone() } else { kept.peers() };
        roles.learn(&peers, places);
        roles
    }

    /// Whether this gateway shows certificates at all.
    pub fn needs_tls(&self) -> bool {
        self.https
    }

    /// Takes the other servers' doors into account from now on.
    pub fn learn(&self, peers: &[SocketAddr], places: &Places) {
        self.core.store(Arc::new(self.targets(&self.home.0, peers, places)));
        self.desktop.store(Arc::new(self.targets(&self.home.1, peers, places)));
    }

    fn targets(&self, home: &Upstream, peers: &[SocketAddr], places: &Places) -> Targets {
        let mut first = match home {
            Upstream::InProcess(router) => return Targets::in_process(router.clone()),
            Upstream::Socket(path) => vec![Address::Socket(path.clone())],
            Upstream::Addresses(addresses) => addresses.iter().copied().map(Address::Tcp).collect(),
        };
        if let Some(link) = &self.link {
            first.extend(peers.iter().map(|peer| Address::Peer(*peer, Arc::clone(&link.config))));
        }
        Targets::in_order(first.into_iter().map(|address| places.at(address)).collect())
    }

    /// Sends a request to a role.
    pub async fn send(&self, role: Role, request: Request<Outgoing>) -> Result<Response<Answer>, Silence> {
        let targets = match role {
            Role::Core => self.core.load_full(),
            Role::Desktop => self.desktop.load_full(),
        };
        targets.send(request, PATIENCE).await
    }

    /// Our own client of the core, over the same places: it survives a silent core as well.
    pub fn client(&self) -> Client {
        let roles = self.clone();
        Client::in_process(Router::new().fallback(move |request: RouterRequest| {
            let roles = roles.clone();
            async move { roles.own(request).await }
        }))
    }

    async fn own(&self, request: RouterRequest) -> Response<axum::body::Body> {
        let (mut parts, body) = request.into_parts();
        let Ok(body) = Limited::new(body, OWN_BODY).collect().await else {
            return failed(StatusCode::PAYLOAD_TOO_LARGE);
        };
        // The questions asked here may be asked twice: access is a read, a ticket is used by its
        // first redemption and a second one is refused.
        parts.headers.insert("idempotency-key", http::HeaderValue::from_static("gateway"));
        let request = Request::from_parts(parts, Outgoing::Whole(Full::new(body.to_bytes())));
        match self.send(Role::Core, request).await {
            Ok(response) => response.map(axum::body::Body::new),
            Err(_) => failed(StatusCode::BAD_GATEWAY),
        }
    }
}

fn failed(status: StatusCode) -> Response<axum::body::Body> {
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = status;
    response
}
