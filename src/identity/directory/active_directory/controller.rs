//! One controller: whether it answers, its service connection, and how it comes back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::time::Instant;

use super::domain::Controller;
use super::link::{Broken, Link};
use crate::identity::directory::resolve::Resolve;

/// A controller that was silent is tried again after this time.
const PROBE_AFTER: Duration = Duration::from_secs(5);
/// A probe waits this long for each step.
const PROBE_PATIENCE: Duration = Duration::from_secs(1);

/// A controller and what is known about it.
pub(super) struct State {
    pub(super) controller: Controller,
    /// The bound connection of the service account.
    pub(super) service: tokio::sync::Mutex<Option<Link>>,
    down_since: Mutex<Option<Instant>>,
    failures: AtomicU64,
}

impl State {
    pub(super) fn new(controller: Controller) -> Arc<Self> {
        Arc::new(Self {
            controller,
            service: tokio::sync::Mutex::default(),
            down_since: Mutex::default(),
            failures: AtomicU64::default(),
        })
    }

    fn down(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.down_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_down(&self) -> bool {
        self.down().is_some()
    }

    /// How often it was found silent: who waited meanwhile need not find out again.
    pub(super) fn failures(&self) -> u64 {
        self.failures.load(Ordering::Acquire)
    }

    pub(super) fn answered(&self) {
        if self.down().take().is_some() {
            tracing::info!(directory.host = self.controller.host, "controller answers again");
        }
    }

    pub(super) fn silent(&self, broken: Broken) -> Broken {
        self.failures.fetch_add(1, Ordering::AcqRel);
        if self.down().replace(Instant::now()).is_none() {
            tracing::warn!(directory.host = self.controller.host, directory.why = %broken, "controller silent");
        }
        broken
    }

    /// Forgets a service connection that broke, unless there is a newer one.
    pub(super) async fn drop_service(&self, broken: &Link) {
        let mut kept = self.service.lock().await;
        if kept.as_ref().is_some_and(|link| link.is(broken)) {
            *kept = None;
        }
    }

    /// Sees beside the work whether a silent controller answers again; at most one look at a time.
    pub(super) fn probe_beside(self: &Arc<Self>, names: &Arc<dyn Resolve>, tls: &Arc<ClientConfig>) {
        if !self.claim_probe() {
            return;
        }
        let (state, names, tls) = (self.clone(), names.clone(), tls.clone());
        tokio::spawn(async move {
            if let Ok(link) = Link::open(&state.controller, &*names, tls, PROBE_PATIENCE).await {
                if link.answers().await.is_ok() {
                    state.answered();
                }
                link.close().await;
            }
        });
    }

    /// Whether it is time for a probe; the next one is due later.
    fn claim_probe(&self) -> bool {
        let mut down = self.down();
        let due = down.is_some_and(|since| since.elapsed() >= PROBE_AFTER);
        if due {
            *down = Some(Instant::now());
        }
        due
    }
}
