//! Installing, watching and removing apps.
//!
//! An order is checked while the administrator waits: a refusal leaves nothing behind. Then it is
//! a document ([`AppDocument`]) with named steps; whoever leads the jobs carries it on
//! ([`Apps::carry_on`]), each step idempotent and noted when done, so that another server goes on
//! where a dead one stopped. How an app fares is read from the cluster, never from documents alone.

mod carry;
mod client;
mod document;
mod error;
mod inside;
mod order;
mod plane;
mod pulse;
mod remove;
mod shown;
mod steps;
mod surroundings;
mod tiles;
mod ways;
mod workloads;

use std::sync::Arc;

pub use carry::Carried;
pub use client::SignOn;
pub use document::{AppDocument, Note, Phase, Revision, StepRecord, StepState, Wish};
pub use error::AppsError;
pub use inside::{coredns_zone, gateway_service, gateway_slice};
pub use plane::{Answer, Plane};
pub use shown::{Installed, ShownStep};
pub use surroundings::{Alone, Sample, Surroundings};
pub use tiles::AppTile;

use super::catalogue::Catalogue;
use super::facts::Facts;
use crate::clock::Ambient;
use crate::state::Store;
use crate::web::SiteHandle;
use pulse::Pulses;
use ways::Ways;

/// The store and what is installed; cheap to clone.
#[derive(Clone)]
pub struct Apps {
    store: Store,
    plane: Option<Arc<dyn Plane>>,
    sign_on: Arc<dyn SignOn>,
    site: SiteHandle,
    ambient: Ambient,
    surroundings: Arc<dyn Surroundings>,
    catalogue: Catalogue,
    samples: Arc<Vec<Sample>>,
    pulses: Pulses,
    ways: Ways,
}

impl Apps {
    /// The store on documents, and the cluster that runs apps, if there is one.
    pub fn new(
        store: Store,
        plane: Option<Arc<dyn Plane>>,
        sign_on: Arc<dyn SignOn>,
        site: SiteHandle,
        ambient: Ambient,
    ) -> Self {
        Self {
            store,
            plane,
            sign_on,
            site,
            ambient,
            surroundings: Arc::new(Alone),
            catalogue: Catalogue::embedded(),
            samples: Arc::default(),
            pulses: Pulses::default(),
            ways: Ways::default(),
        }
    }

    /// With the rest of the cloud: web root, language, servers that fell silent.
    #[must_use]
    pub fn within(mut self, surroundings: Arc<dyn Surroundings>) -> Self {
        self.surroundings = surroundings;
        self
    }

    /// With sample apps that run elsewhere: for the demo.
    #[must_use]
    pub fn with_samples(mut self, samples: Vec<Sample>) -> Self {
        self.samples = Arc::new(samples);
        self
    }

    /// What apps are told about this cloud. Without a cluster: no servers, no pod ranges.
    pub async fn facts(&self) -> Result<Facts, AppsError> {
        let site = self.site.get().ok_or_else(|| super::Refusal::new("apps-refusal-no-domain"))?;
        let mut facts = Facts {
            domain: site.domain.clone(),
            https: site.https,
            port: site.port,
            locale: self.surroundings.locale().await,
            web_root: self.surroundings.web_root().await,
            ..Facts::default()
        };
        if let Some(plane) = &self.plane {
            for node in plane.nodes().await? {
                facts.servers.extend(Some(node.internal_ip().to_owned()).filter(|address| !address.is_empty()));
                facts.pod_ranges.extend(node.pod_cidrs);
            }
            facts.servers.sort();
            facts.pod_ranges.sort();
        }
        Ok(facts)
    }

    fn plane(&self) -> Result<&Arc<dyn Plane>, AppsError> {
        self.plane.as_ref().ok_or_else(|| super::Refusal::new("apps-refusal-needs-servers").into())
    }
}

impl std::fmt::Debug for Apps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Apps").field("cluster", &self.plane.is_some()).finish_non_exhaustive()
    }
}
