//! The door of every server: hosts → upstreams, access, frames, TLS, retries.
//!
//! ```text
//! listen ─▶ door ─┬─ roles   desk.D, id.D, D, set-up: sockets of this server, else a peer's door
//!                 └─ app     access ─▶ headers, cookies ─▶ targets ─▶ frames, reporter
//! table ◀── control ◀── settings (from the core), routes (from the cluster), both kept on disk
//! ```
//!
//! The gateway knows no secret but the certificates' keys: who may pass is the core's answer.

mod access;
mod app;
mod body;
mod control;
mod cookies;
mod csp;
mod door;
mod frames;
mod headers;
mod health;
mod listen;
mod pages;
mod peers;
mod plan;
mod pool;
mod reply;
mod reporter;
mod rewrite;
mod roles;
mod routes;
mod session;
mod start;
mod table;
mod targets;
mod tls;
mod trust;
mod upgrade;
mod wire;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio_util::sync::CancellationToken;

use crate::api::types::CertificatePair;
use crate::client::Client;
use crate::clock::Ambient;
use crate::cluster::Cluster;
use crate::web::Site;

pub use health::router as health_router;
pub use listen::Listening;
pub use plan::{Destination, Embed, Fact, Framing, Mode, RoutePlan, Upstream};
pub use tls::TlsError;

use access::Gatekeeper;
use headers::RequestIds;
use roles::Roles;
use table::{Places, Table};
use tls::Certificates;

/// What a gateway is made of. Start from [`Parts::new`] and set what differs.
pub struct Parts {
    /// Time and chance.
    pub ambient: Ambient,
    /// The core: asked about access and settings, serves `id.D` and `desk.D/api`.
    pub core: Upstream,
    /// The desktop: serves `desk.D` and the set-up.
    pub desktop: Upstream,
    /// Where plain HTTP listens.
    pub http: Option<SocketAddr>,
    /// Where HTTPS listens.
    pub https: Option<SocketAddr>,
    /// A site given from outside (a laptop, tests); otherwise the core's settings say it.
    pub site: Option<Site>,
    /// Routes given from outside: the demo's sample apps.
    pub apps: Vec<RoutePlan>,
    /// The cluster whose Ingresses are served.
    pub cluster: Option<Cluster>,
    /// Folder of this role: last good table and settings, bootstrap and peer certificates.
    pub folder: Option<PathBuf>,
    /// The servers' own addresses: no route may lead there.
    pub own_addresses: Vec<IpAddr>,
    /// The other servers' doors, before the core says more.
    pub peers: Vec<SocketAddr>,
    /// Certificate to show until the core gives one; the folder's `bootstrap.crt` otherwise.
    pub certificate: Option<CertificatePair>,
}

impl Parts {
    /// A gateway in front of these two, that listens nowhere yet.
    pub fn new(ambient: Ambient, core: Upstream, desktop: Upstream) -> Self {
        Self {
            ambient,
            core,
            desktop,
            http: None,
            https: None,
            site: None,
            apps: Vec::new(),
            cluster: None,
            folder: None,
            own_addresses: Vec::new(),
            peers: Vec::new(),
            certificate: None,
        }
    }
}

/// A running door; cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    ambient: Ambient,
    table: ArcSwap<Table>,
    places: Places,
    roles: Roles,
    gatekeeper: Gatekeeper,
    client: Client,
    certificates: Certificates,
    ids: RequestIds,
    counted: health::Counted,
    // Everything ends with it: tunnels of WebSockets too.
    closing: CancellationToken,
}

impl Gateway {
    /// Prepares everything, starts to follow settings and routes, and listens.
    pub async fn start(parts: Parts) -> std::io::Result<(Self, Listening)> {
        let listening = listen::Bound::bind(parts.http, parts.https)?;
        let kept = control::Kept::read(parts.folder.as_deref());
        let places = Places::default();
        let roles = Roles::new(&parts, &kept, &places);
        let client = roles.client();
        let certificates = Certificates::new();
        certificates.show(&control::first_certificates(&parts, &kept));
        let inner = Arc::new(Inner {
            table: ArcSwap::from_pointee(Table::default()),
            gatekeeper: Gatekeeper::new(client.clone()),
            client,
            roles,
            places,
            certificates,
            ids: RequestIds::new(&parts.ambient),
            counted: health::Counted::new(),
            ambient: parts.ambient.clone(),
            closing: CancellationToken::new(),
        });
        control::start(&inner, parts, kept);
        let listening = listening.serve(&inner)?;
        Ok((Self { inner }, listening))
    }

    /// Whether it can serve: a certificate to show and a table to go by.
    pub fn ready(&self) -> Result<(), &'static str> {
        if self.inner.certificates.is_empty() && self.inner.roles.needs_tls() {
            return Err("no certificate to show");
        }
        Ok(())
    }

    /// How many app hosts are served now.
    pub fn apps(&self) -> usize {
        self.inner.table.load().apps()
    }

    /// Stops following settings and routes and cuts what is still open; listeners are drained by
    /// [`Listening::drain`] before.
    pub fn close(&self) {
        self.inner.closing.cancel();
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gateway")
    }
}
