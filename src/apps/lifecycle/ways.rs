//! The ways between gateways and apps, kept as servers come and go.
//!
//! The network policies of an app name the servers' addresses and the ranges of their pods. K3s
//! holds every packet to them, so a server that came after the installation would find the app's
//! doors closed.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::super::Facts;
use super::super::render::policies;
use super::document::{AppDocument, Wish};
use super::steps::Order;
use super::{Apps, AppsError};
use crate::state::Labels;

/// Servers' addresses and ranges of their pods.
type Servers = (Vec<String>, Vec<String>);

/// For which servers this process last laid the policies; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Ways(Arc<Mutex<Option<Servers>>>);

impl Apps {
    /// Lays the policies of every installed app again when the servers are others than before. An
    /// order under way lays its own.
    pub(super) async fn keep_ways(&self, facts: &Facts) -> Result<(), AppsError> {
        let now = Some((facts.servers.clone(), facts.pod_ranges.clone()));
        let mut laid = self.ways.0.lock().await;
        if *laid == now {
            return Ok(());
        }
        let plane = self.plane()?;
        let done = Labels::from([("phase", "done".to_owned())]);
        for stored in self.store.list::<AppDocument>(&done).await? {
            if stored.body.wish != Wish::Install {
                continue;
            }
            let Ok(order) = Order::of(&stored) else { continue }; // an older format: left as it is
            for policy in policies(&order.manifest, &order.installation(), facts) {
                plane.apply(&policy).await?;
            }
        }
        *laid = now;
        Ok(())
    }
}
