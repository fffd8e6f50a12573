//! What goes on in the core without being asked: jobs and chores of the leader, the site's address.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::api::ApiState;
use crate::apps::{Apps, Carried};
use crate::audit::shipping::Others;
use crate::certificates::Certificates;
use crate::cluster::Cluster;
use crate::identity::Identity;
use crate::jobs::{self, Chore, ExpiredDocuments, Leader, Runner};

/// Starts all of it; ends with `stop`, and has ended when the handle says so: the lease is given back.
pub(super) fn start(
    state: &ApiState,
    cluster: Option<Cluster>,
    others: Arc<dyn Others>,
    fixed_site: bool,
    stop: CancellationToken,
) -> JoinHandle<()> {
    let leader = match cluster {
        Some(cluster) => Leader::elected(cluster, &state.server),
        None => Leader::Alone,
    };
    let chores: Vec<Arc<dyn Chore>> = vec![
        Arc::new(ExpiredDocuments::new(state.store.clone(), state.ambient.clone())),
        Arc::new(Orders(state.apps.clone())),
        Arc::new(Names(state.apps.clone())),
        Arc::new(Accounts(state.identity.clone())),
        Arc::new(Logouts(state.identity.clone())),
        Arc::new(Keys(state.identity.clone())),
        Arc::new(Renewal(state.certificates.clone())),
    ];
    let runner =
        Runner { store: state.store.clone(), ambient: state.ambient.clone(), leader, works: Vec::new(), chores };
    let jobs = jobs::start(runner, stop.clone());
    let audit = state.audit.clone();
    until(stop.clone(), async move { audit.follow(others).await });
    if !fixed_site {
        // The domain may be chosen on any server: each one looks for itself.
        let setup = state.setup.clone();
        until(stop, async move { setup.follow_site().await });
    }
    jobs
}

/// Goes on beside everything else until `stop`.
fn until(stop: CancellationToken, work: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(async move {
        tokio::select! {
            () = work => {}
            () = stop.cancelled() => {}
        }
    });
}

/// Carries the orders for apps on.
struct Orders(Apps);

impl Orders {
    async fn carry_on(&self, name: String) -> anyhow::Result<()> {
        if self.0.carry_on(&name).await? == Carried::Failed {
            tracing::warn!(app.name = name, "app order failed");
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl Chore for Orders {
    fn name(&self) -> &'static str {
        "app orders"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn run(&self) -> anyhow::Result<()> {
        // Beside each other: an app that waits for the cluster holds up nobody else's.
        let carried = self.0.unfinished().await?.into_iter().map(|name| self.carry_on(name));
        futures_util::future::try_join_all(carried).await.map(drop)
    }
}

/// Lays the names by which pods reach this cloud.
struct Names(Apps);

#[async_trait::async_trait]
impl Chore for Names {
    fn name(&self) -> &'static str {
        "names inside the cluster"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(20)
    }

    async fn run(&self) -> anyhow::Result<()> {
        Ok(self.0.reconcile().await?)
    }
}

/// Reads the directory's accounts with live sessions again.
struct Accounts(Identity);

#[async_trait::async_trait]
impl Chore for Accounts {
    fn name(&self) -> &'static str {
        "accounts of live sessions"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(20)
    }

    async fn run(&self) -> anyhow::Result<()> {
        let ended = self.0.renew_all().await?;
        if ended > 0 {
            tracing::info!(identity.ended = ended, "people lost their sessions");
        }
        Ok(())
    }
}

/// Tells apps about ended sessions.
struct Logouts(Identity);

#[async_trait::async_trait]
impl Chore for Logouts {
    fn name(&self) -> &'static str {
        "logout notices"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self) -> anyhow::Result<()> {
        self.0.deliver_logouts().await?;
        Ok(())
    }
}

/// Rotates the provider's keys.
struct Keys(Identity);

#[async_trait::async_trait]
impl Chore for Keys {
    fn name(&self) -> &'static str {
        "signing keys"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(3600)
    }

    async fn run(&self) -> anyhow::Result<()> {
        self.0.keys().prepare().await?;
        self.0.keys().rotate().await?;
        Ok(())
    }
}

/// Renews the own certificate.
struct Renewal(Certificates);

#[async_trait::async_trait]
impl Chore for Renewal {
    fn name(&self) -> &'static str {
        "certificate"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(3600)
    }

    async fn run(&self) -> anyhow::Result<()> {
        if self.0.renew().await? {
            tracing::info!("certificate renewed");
        }
        Ok(())
    }
}
