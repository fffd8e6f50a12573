//! What apps are told about the rest of the cloud, and how peers are asked how they are.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;

use crate::apps::Surroundings;
use crate::audit::shipping::{Asked, Others, Shipment};
use crate::certificates::Certificates;
use crate::fleet::{Facts, Fleet, Prober};
use crate::setup::Setup;

/// The rest of the cloud, for apps.
pub(super) struct Around {
    pub(super) certificates: Certificates,
    pub(super) fleet: Fleet,
    pub(super) setup: Setup,
}

#[async_trait::async_trait]
impl Surroundings for Around {
    async fn web_root(&self) -> Option<String> {
        self.certificates.web_root().await.ok().flatten()
    }

    async fn locale(&self) -> String {
        let language = self.setup.state().await.ok().and_then(|state| state.language);
        language.unwrap_or_else(|| "en".to_owned())
    }

    fn is_silent(&self, server: &str) -> bool {
        self.fleet.silent(server)
    }
}

/// Asks a peer's core through its own door, with certificates on both sides.
#[derive(Clone)]
pub(super) struct PeerProber {
    client: reqwest::Client,
    port: u16,
}

impl PeerProber {
    /// With the certificate in a role's folder; none before root laid it there.
    pub(super) fn of(folder: &Path, port: u16) -> anyhow::Result<Self> {
        let read = |name: &str| std::fs::read(folder.join(name)).with_context(|| format!("peer file {name}"));
        let mut pair = read("peer.crt")?;
        pair.extend_from_slice(&read("peer.key")?);
        let root = reqwest::Certificate::from_pem(&read("peer.ca")?)?;
        let client = reqwest::Client::builder()
            .identity(reqwest::Identity::from_pem(&pair)?)
            .tls_certs_only([root])
            .connect_timeout(Duration::from_secs(1))
            .timeout(Duration::from_secs(2))
            .no_proxy()
            .build()?;
        Ok(Self { client, port })
    }
}

#[async_trait::async_trait]
impl Prober for PeerProber {
    async fn probe(&self, _name: &str, address: &str) -> anyhow::Result<Facts> {
        let url = format!("https://{}:{}/internal/v1/facts", bracketed(address), self.port);
        Ok(self.client.get(url).send().await?.error_for_status()?.json().await?)
    }
}

/// The other servers' audit lists, through the same door.
pub(super) struct PeerLists {
    pub(super) door: Option<PeerProber>,
    pub(super) fleet: Fleet,
}

#[async_trait::async_trait]
impl Others for PeerLists {
    fn addresses(&self) -> Vec<String> {
        self.fleet.peers().into_iter().map(|(_, address)| address).collect()
    }

    async fn ask(&self, address: &str, asked: &Asked) -> anyhow::Result<Shipment> {
        let door = self.door.as_ref().context("no certificate for peers")?;
        let url = format!("https://{}:{}/internal/v1/events", bracketed(address), door.port);
        Ok(door.client.post(url).json(asked).send().await?.error_for_status()?.json().await?)
    }
}

fn bracketed(address: &str) -> String {
    if address.contains(':') { format!("[{address}]") } else { address.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::net::TcpListener;
    use tokio_util::sync::CancellationToken;

    use super::super::laptop::LaptopWish;
    use super::super::rooms::{Rooms, Wish};
    use super::super::{core_role, peer_door};
    use super::*;
    use crate::audit::{Audit, Event, Outcome};
    use crate::clock::Ambient;
    use crate::node::pki::{Authority, Request};
    use crate::web::Site;

    /// Lays the files that root lays at install.
    fn lay(folder: &Path, peers: &Authority) {
        let hosts = vec!["127.0.0.1".to_owned()];
        let request = Request { name: "core", client: true, server: true, hosts, ..Request::default() };
        let leaf = peers.issue(&request, Ambient::system().now()).unwrap();
        for (name, text) in [("peer.crt", leaf.chain), ("peer.key", leaf.key), ("peer.ca", peers.root_pem().into())] {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }

    /// A core that wrote one event, behind its door for peers.
    async fn server(folder: &Path, stop: &CancellationToken) -> SocketAddr {
        let ambient = Ambient::system();
        let listen = "127.0.0.1:0".parse().unwrap();
        let wish = Wish::laptop(&LaptopWish { listen, folder: None, demo: false, samples: false }, Site::laptop(8080));
        let rooms = Rooms::embedded(wish, &ambient, stop.clone()).await.unwrap();
        let event = Event {
            who: "ana".to_owned(),
            what: "sign-in".to_owned(),
            object: None,
            client: None,
            address: None,
            result: Outcome::Done,
            detail: None,
        };
        rooms.state.audit.record(event).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let core = core_role::router(&rooms);
        let behind = peer_door::Behind { core, desktop: folder.join("none.sock"), site: rooms.site.clone() };
        let files = peer_door::PeerFiles::of(folder).unwrap();
        tokio::spawn(peer_door::serve(listener, files, behind.router(), stop.clone()));
        address
    }

    #[tokio::test]
    async fn a_peer_ships_its_list_through_its_door_and_a_stranger_hears_nothing() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (folder, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
        let ambient = Ambient::system();
        let peers = Authority::root("peers", ambient.now()).unwrap();
        lay(folder.path(), &peers);
        let address = server(folder.path(), &stop).await;
        let lists = |folder: &Path| PeerLists {
            door: PeerProber::of(folder, address.port()).ok(),
            fleet: Fleet::alone("here", "1", "/".into()),
        };
        let here = Audit::open(None, &ambient).await.unwrap().on_server("here");
        let shipment = lists(folder.path()).ask("127.0.0.1", &here.asks().await.unwrap()).await.unwrap();
        assert_eq!(here.take(shipment).await.unwrap(), 1);
        let page = here.list(None, None, 10).await.unwrap();
        assert_eq!((page.events[0].server.as_str(), page.events[0].event.who.as_str()), ("laptop", "ana"));
        // Certificates of somebody else's authority open nothing.
        let strange = tempfile::tempdir().unwrap();
        lay(strange.path(), &Authority::root("others", ambient.now()).unwrap());
        assert!(lists(strange.path()).ask("127.0.0.1", &here.asks().await.unwrap()).await.is_err());
        stop.cancel();
    }
}
