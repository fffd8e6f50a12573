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
