//! The core's rooms, made in the order in which they need each other.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::laptop::LaptopWish;
use super::logouts::{Gateways, Logouts};
use super::surroundings::{Around, PeerLists, PeerProber};
use super::{seeds, upkeep};
use crate::api::status::DirectoryState;
use crate::api::{self, ApiState};
use crate::apps::{Apps, Plane, Sample};
use crate::audit::Audit;
use crate::certificates::Certificates;
use crate::clock::Ambient;
use crate::cluster::{Cluster, KubeAccess};
use crate::config::Config;
use crate::desks::Desks;
use crate::fleet::{Fleet, FleetParts, Prober};
use crate::identity::Identity;
use crate::oidc::{GuardedFetch, OidcState};
use crate::setup::{self, CodePlace, Setup};
use crate::state::Store;
use crate::state::embedded::Embedded;
use crate::state::replicated::Replicated;
use crate::state::seal::SealKey;
use crate::web::{Site, SiteHandle};

/// What the rooms are to be.
pub(super) struct Wish {
    /// Name of this server.
    name: String,
    /// Folder of the core; none keeps everything in memory.
    folder: Option<PathBuf>,
    /// Artefacts for joining servers.
    artefacts: PathBuf,
    /// A site that is known from the start: a laptop.
    site: Option<Site>,
    /// Apps of the demo.
    samples: Vec<Sample>,
    config: Config,
}

impl Wish {
    /// A laptop: its site is known, nothing needs to be set up.
    pub(super) fn laptop(wish: &LaptopWish, site: Site) -> Self {
        Self {
            name: "laptop".to_owned(),
            folder: wish.folder.clone(),
            artefacts: PathBuf::new(),
            samples: if wish.samples { seeds::tiles(&site) } else { Vec::new() },
            site: Some(site),
            config: Config::default(),
        }
    }

    /// A server, as its configuration says.
    pub(super) fn server(config: &Config) -> Self {
        Self {
            name: config.node.name.clone(),
            folder: Some(config.state.role("core")),
            artefacts: config.state.folder.join("artefacts"),
            site: None,
            samples: Vec::new(),
            config: config.clone(),
        }
    }
}

/// Everything behind the core's doors.
pub(super) struct Rooms {
    /// What the API works with.
    pub(super) state: ApiState,
    /// What the provider works with.
    pub(super) oidc: OidcState,
    /// The joining door.
    pub(super) join: Router,
    /// Addresses of this cloud.
    pub(super) site: SiteHandle,
    /// Apps of this process that logout tokens reach without a network.
    pub(super) logouts: Logouts,
    /// Ends after the jobs have.
    pub(super) upkeep: JoinHandle<()>,
}

impl Rooms {
    /// On SQLite alone.
    pub(super) async fn embedded(wish: Wish, ambient: &Ambient, stop: CancellationToken) -> anyhow::Result<Self> {
        let driver = match &wish.folder {
            Some(folder) => {
                tokio::fs::create_dir_all(folder).await?;
                let database = folder.join("state.db");
                let seal = SealKey::beside(&database, ambient)?;
                Embedded::open(Some(&database), seal, ambient).await?
            }
            None => Embedded::in_memory(ambient).await?,
        };
        Self::furnish(wish, Store::new(driver), None, ambient, stop).await
    }

    /// On the cluster: writes go there, reads come from this server's copy.
    pub(super) async fn on_server(wish: Wish, ambient: &Ambient, stop: CancellationToken) -> anyhow::Result<Self> {
        if wish.config.state.driver == crate::config::Driver::Embedded {
            return Self::embedded(wish, ambient, stop).await;
        }
        let database = wish.config.state.role("core").join("state.db");
        let seal = match crate::config::environment("CREDENTIALS_DIRECTORY") {
            Some(folder) => SealKey::credential(folder.as_ref())?,
            None => SealKey::beside(&database, ambient)?,
        };
        let cluster = Cluster::connect(KubeAccess::Kubeconfig(wish.config.state.core_kubeconfig.clone())).await?;
        let driver = Replicated::open(&database, seal, ambient, cluster.clone()).await?;
        Self::furnish(wish, Store::new(driver), Some(cluster), ambient, stop).await
    }

    async fn furnish(
        wish: Wish,
        store: Store,
        cluster: Option<Cluster>,
        ambient: &Ambient,
        stop: CancellationToken,
    ) -> anyhow::Result<Self> {
        let site = wish.site.clone().map(SiteHandle::known).unwrap_or_default();
        let audit_file = wish.folder.as_ref().map(|folder| folder.join("audit.db"));
        let audit = Audit::open(audit_file.as_deref(), ambient).await?.on_server(&wish.name);
        let certificates = Certificates::new(store.clone(), ambient.clone());
        let fleet = fleet(&wish, cluster.clone());
        let gateways = Gateways { site: site.clone(), own: wish.config.doors.https, fleet: fleet.clone() };
        let fetch = guarded(&wish.config.identity, &site, gateways.clone(), &certificates).await?;
        let fetch = Arc::new(fetch);
        let logouts = Logouts::new(certificates.clone(), gateways).guarded_by(fetch.clone());
        let identity = Identity::new(store.clone(), ambient.clone(), (*site.or_unset()).clone())
            .with_audit(audit.clone())
            .with_logout_post(Arc::new(logouts.clone()))
            .with_upstreams(fetch.clone());
        let setup = Setup::new(setup::Parts {
            store: store.clone(),
            identity: identity.clone(),
            certificates: certificates.clone(),
            audit: audit.clone(),
            site: site.clone(),
            code: wish.folder.as_ref().map_or(CodePlace::None, |folder| CodePlace::File(folder.join("setup-code"))),
            addresses: addresses(&wish, fleet.clone()),
            ambient: ambient.clone(),
        });
        let around = Around { certificates: certificates.clone(), fleet: fleet.clone(), setup: setup.clone() };
        let plane = cluster.clone().map(|cluster| Arc::new(cluster) as Arc<dyn Plane>);
        let sign_on = Arc::new(identity.clone());
        let apps = Apps::new(store.clone(), plane, sign_on, site.clone(), ambient.clone())
            .within(Arc::new(around))
            .with_samples(wish.samples.clone());
        let join = match &wish.folder {
            Some(folder) => {
                api::join::router(api::join::JoinDoor::new(folder, wish.artefacts.clone(), ambient.clone()))
            }
            None => Router::new(),
        };
        let state = ApiState {
            desks: Desks::new(store.clone()),
            directory: DirectoryState::default(),
            server: wish.name.clone(),
            driver: if cluster.is_some() { "cluster" } else { "embedded" },
            ambient: ambient.clone(),
            site: site.clone(),
            identity: identity.clone(),
            apps,
            audit,
            fleet,
            setup,
            certificates,
            store,
        };
        let others = Arc::new(PeerLists { door: door_of_peers(&wish).ok(), fleet: state.fleet.clone() });
        let upkeep = upkeep::start(&state, cluster, others, wish.site.is_some(), stop);
        let oidc = OidcState::with_fetch(identity, fetch)
            .with_names(site.clone())
            .with_implicit(wish.config.identity.implicit);
        Ok(Self { state, oidc, join, site, logouts, upkeep })
    }
}

/// The guarded way to what `OpenID` clients publish and want to hear.
async fn guarded(
    config: &crate::config::Identity,
    site: &SiteHandle,
    hosts: Gateways,
    certificates: &Certificates,
) -> anyhow::Result<GuardedFetch> {
    let authorities = match &config.fetch_authorities {
        Some(file) => tokio::fs::read_to_string(file).await.map_err(|error| {
            let file = file.display();
            anyhow::anyhow!("cannot read identity.fetch_authorities {file}: {error}. Check the path and its rights.")
        })?,
        None => String::new(),
    };
    let (place, own) = (site.clone(), certificates.clone());
    Ok(GuardedFetch {
        site: Arc::new(move || place.or_unset()),
        hosts: Some(Arc::new(hosts)),
        allow: config.fetch_allow.clone(),
        authorities,
        own: Arc::new(move || {
            let own = own.clone();
            Box::pin(async move { own.web_root().await.ok().flatten() })
        }),
    })
}

fn fleet(wish: &Wish, cluster: Option<Cluster>) -> Fleet {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let node = &wish.config.node;
    if cluster.is_none() {
        return Fleet::alone(&wish.name, &version, wish.folder.clone().unwrap_or_else(|| PathBuf::from("/")));
    }
    let prober = door_of_peers(wish);
    if let Err(error) = &prober {
        tracing::warn!(fleet.error = %error, "peers cannot be asked");
    }
    Fleet::start(FleetParts {
        name: wish.name.clone(),
        address: node.address.map(|address| address.to_string()).unwrap_or_default(),
        peers: node.peers.clone(),
        prober: prober.ok().map(|prober| Arc::new(prober) as Arc<dyn Prober>),
        cluster,
        disk: wish.config.state.folder.clone(),
        version,
    })
}

fn door_of_peers(wish: &Wish) -> anyhow::Result<PeerProber> {
    PeerProber::of(&wish.config.state.role("core"), wish.config.doors.peer.port())
}

/// This server's address and those of its peers.
fn addresses(wish: &Wish, fleet: Fleet) -> Arc<dyn Fn() -> Vec<IpAddr> + Send + Sync> {
    let own = wish.config.node.address;
    Arc::new(move || own.into_iter().chain(fleet.peers().iter().filter_map(|(_, peer)| peer.parse().ok())).collect())
}
