//! Keeps the table current: settings from the core, routes from the cluster, the last good state
//! of both on disk so that a gateway that starts alone serves at once.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::plan::RoutePlan;
use super::routes::Complaint;
use super::table::Table;
use super::{Inner, Parts, routes};
use crate::api::types::{CertificatePair, GatewaySettings};
use crate::cluster::RouteSource;
use crate::web::Site;

/// Certificates with keys are in it: for this user's eyes only.
const SETTINGS: &str = "settings.json";
const ROUTES: &str = "routes.json";
/// Port of a peer's door, when only its address is told.
const PEER_PORT: u16 = 7443;
/// How often the core is asked for settings; during the set-up, every time.
const ASK: Duration = Duration::from_secs(2);
const CALM: u32 = 5;

/// What a gateway knew when it last ran.
#[derive(Default)]
pub struct Kept {
    settings: Option<GatewaySettings>,
    plans: Vec<RoutePlan>,
}

impl Kept {
    /// Reads the folder; a file that is missing or damaged counts as nothing known.
    pub fn read(folder: Option<&Path>) -> Self {
        let Some(folder) = folder else { return Self::default() };
        Self { settings: load(&folder.join(SETTINGS)), plans: load(&folder.join(ROUTES)).unwrap_or_default() }
    }

    /// The other servers' doors.
    pub fn peers(&self) -> Vec<SocketAddr> {
        self.settings.as_ref().map(peers).unwrap_or_default()
    }
}

/// What is shown before the core has answered: the kept certificates, else the bootstrap one.
pub fn first_certificates(parts: &Parts, kept: &Kept) -> Vec<CertificatePair> {
    let mut pairs = kept.settings.as_ref().map(|settings| settings.certificates.clone()).unwrap_or_default();
    pairs.extend(bootstrap(parts));
    pairs
}

fn bootstrap(parts: &Parts) -> Option<CertificatePair> {
    if let Some(pair) = &parts.certificate {
        return Some(pair.clone());
    }
    let folder = parts.folder.as_deref()?;
    let text = |name: &str| fs::read_to_string(folder.join(name)).ok();
    Some(CertificatePair { names: Vec::new(), chain: text("bootstrap.crt")?, key: text("bootstrap.key")? })
}

/// Builds the first table, then follows settings and routes until the gateway is gone.
pub fn start(inner: &Arc<Inner>, parts: Parts, kept: Kept) {
    let feed = parts.cluster.as_ref().map(crate::cluster::Cluster::routes);
    let control = Control {
        inner: Arc::downgrade(inner),
        bootstrap: bootstrap(&parts),
        settings: kept.settings,
        from_cluster: kept.plans,
        routes: None,
        complaints: BTreeSet::new(),
        latest: None,
        given: parts.apps,
        site: parts.site,
        folder: parts.folder,
        own: parts.own_addresses,
    };
    control.build(inner);
    let closing = inner.closing.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = control.follow(feed) => {}
            () = closing.cancelled() => {}
        }
    });
}

struct Control {
    inner: Weak<Inner>,
    bootstrap: Option<CertificatePair>,
    settings: Option<GatewaySettings>,
    from_cluster: Vec<RoutePlan>,
    /// The same as text, once read from the cluster by this process.
    routes: Option<Vec<u8>>,
    complaints: BTreeSet<Complaint>,
    latest: Option<Arc<RouteSource>>,
    given: Vec<RoutePlan>,
    site: Option<Site>,
    folder: Option<PathBuf>,
    own: Vec<IpAddr>,
}

impl Control {
    async fn follow(mut self, mut feed: Option<watch::Receiver<Arc<RouteSource>>>) {
        let mut ticks = interval(ASK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut count = 0_u32;
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    let calm = self.settings.as_ref().is_some_and(|settings| settings.set_up);
                    if !calm || count.is_multiple_of(CALM) {
                        self.ask().await;
                    }
                    count = count.wrapping_add(1);
                }
                alive = changed(&mut feed) => match alive {
                    Some(source) => {
                        self.latest = Some(source);
                        self.take_routes();
                    }
                    None => feed = None,
                },
            }
            if self.inner.strong_count() == 0 {
                return;
            }
        }
    }

    async fn ask(&mut self) {
        let Some(inner) = self.inner.upgrade() else { return };
        match inner.client.gateway_settings().await {
            Ok(settings) if self.settings.as_ref() == Some(&settings) => {}
            Ok(settings) => {
                let mut pairs = settings.certificates.clone();
                pairs.extend(self.bootstrap.clone());
                inner.certificates.show(&pairs);
                inner.roles.learn(&peers(&settings), &inner.places);
                self.keep(SETTINGS, &settings);
                let moved = self.settings.as_ref().and_then(|known| known.domain.as_ref()) != settings.domain.as_ref();
                self.settings = Some(settings);
                if moved {
                    tracing::info!(domain = self.domain(), "domain learnt");
                }
                self.build(&inner);
                // Hosts depend on the domain, and what may be dialled on the servers' addresses.
                self.take_routes();
            }
            Err(error) => tracing::debug!(error = %error, "settings not answered"),
        }
    }

    fn take_routes(&mut self) {
        let (Some(source), Some(inner), Some(site)) = (self.latest.clone(), self.inner.upgrade(), self.site()) else {
            return;
        };
        // An incomplete reading would take good routes away.
        if !source.complete {
            return;
        }
        let peers = self.settings.as_ref().map(peers).unwrap_or_default();
        let servers: Vec<IpAddr> = self.own.iter().copied().chain(peers.iter().map(SocketAddr::ip)).collect();
        let reading = routes::read(&source, &site, &servers);
        for complaint in reading.complaints.difference(&self.complaints) {
            let (about, detail) = (&complaint.about, &complaint.detail);
            tracing::warn!(route.about = about, route.detail = detail, "{}", complaint.what);
        }
        self.complaints = reading.complaints;
        // Most changes in a cluster touch no route of ours.
        let text = serde_json::to_vec(&reading.plans).unwrap_or_default();
        if self.routes.as_ref() == Some(&text) {
            return;
        }
        self.from_cluster = reading.plans;
        self.keep(ROUTES, &self.from_cluster);
        self.routes = Some(text);
        self.build(&inner);
    }

    fn build(&self, inner: &Inner) {
        let plans: Vec<RoutePlan> = self.given.iter().chain(&self.from_cluster).cloned().collect();
        let settings = self.settings.as_ref();
        let set_up = settings.map_or(self.site.is_some(), |settings| settings.set_up);
        let web_root = settings.and_then(|settings| settings.web_root.clone());
        let table = Table::new(self.site(), set_up, web_root, &plans, &inner.places);
        tracing::debug!(apps = table.apps(), set_up, "routes in place");
        inner.table.store(Arc::new(table));
    }

    fn site(&self) -> Option<Site> {
        self.site.clone().or_else(|| self.domain().map(Site::new))
    }

    fn domain(&self) -> Option<&str> {
        self.settings.as_ref().and_then(|settings| settings.domain.as_deref())
    }

    fn keep(&self, name: &str, value: &impl Serialize) {
        let Some(folder) = &self.folder else { return };
        if let Err(error) = store(&folder.join(name), value) {
            tracing::warn!(file = name, error = %error, "state of the gateway not kept");
        }
    }
}

/// The next reading; `None` when there will be no more.
async fn changed(feed: &mut Option<watch::Receiver<Arc<RouteSource>>>) -> Option<Arc<RouteSource>> {
    match feed {
        Some(receiver) => receiver.changed().await.ok().map(|()| Arc::clone(&receiver.borrow_and_update())),
        None => std::future::pending().await,
    }
}

fn peers(settings: &GatewaySettings) -> Vec<SocketAddr> {
    let parse = |address: &str| {
        address.parse().ok().or_else(|| address.parse().ok().map(|ip: IpAddr| SocketAddr::new(ip, PEER_PORT)))
    };
    settings.peers.iter().filter_map(|(_, address)| parse(address)).collect()
}

fn load<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let text = fs::read(path).ok()?;
    serde_json::from_slice(&text)
        .inspect_err(|error| tracing::warn!(file = %path.display(), error = %error, "kept state damaged"))
        .ok()
}

/// Written beside and moved into place, so that a cut never leaves half a file.
fn store(path: &Path, value: &impl Serialize) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    let _ = fs::remove_file(&beside);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(&serde_json::to_vec(value)?)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
