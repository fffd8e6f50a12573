//! Where a domain's controllers are: as listed, or as the domain's own DNS says (RFC 2782).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::controller::State;
use super::domain::{Controller, Domain};
use crate::clock::Ambient;
use crate::identity::directory::dns::{self, Service};
use crate::identity::directory::resolve::Resolve;

/// What DNS said is believed this long.
const KEEP: Duration = Duration::from_secs(600);
/// And this long when no controller of it answers.
const KEEP_DOWN: Duration = Duration::from_secs(15);

/// The controllers of a domain.
pub(super) struct Places {
    /// The names to ask for, best first; empty = the list is fixed.
    services: Vec<String>,
    starttls: bool,
    known: Mutex<(Vec<Arc<State>>, Option<Instant>)>,
    asking: tokio::sync::Mutex<()>,
    names: Arc<dyn Resolve>,
    ambient: Ambient,
}

impl Places {
    pub(super) fn new(domain: &Domain, names: Arc<dyn Resolve>, ambient: Ambient) -> Self {
        Self {
            services: if domain.controllers.is_empty() { domain.services() } else { Vec::new() },
            starttls: domain.starttls,
            known: Mutex::new((domain.controllers.iter().cloned().map(State::new).collect(), None)),
            asking: tokio::sync::Mutex::default(),
            names,
            ambient,
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, (Vec<Arc<State>>, Option<Instant>)> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many are known.
    pub(super) fn count(&self) -> usize {
        self.known().0.len()
    }

    /// Whether one of the known ones is of that kind, by its name.
    pub(super) fn any(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.known().0.iter().any(|state| fits(&state.controller.host))
    }

    /// All of them, in order of preference; DNS is asked when it is time, and what it said before
    /// holds while it is silent.
    pub(super) async fn all(&self) -> Vec<Arc<State>> {
        let before = self.known().0.clone();
        if self.services.is_empty() || !self.is_due() {
            return before;
        }
        let asking = if before.is_empty() { Some(self.asking.lock().await) } else { self.asking.try_lock().ok() };
        // Somebody else is asking, or has just asked.
        if asking.is_none() || !self.is_due() {
            return self.known().0.clone();
        }
        let found = find(&self.services, self.starttls, &*self.names, &self.ambient).await;
        let mut known = self.known();
        known.1 = Some(Instant::now());
        if !found.is_empty() {
            let kept = std::mem::take(&mut known.0);
            let state = |controller: Controller| {
                let same = kept.iter().find(|state| state.controller == controller);
                same.cloned().unwrap_or_else(|| State::new(controller))
            };
            known.0 = found.into_iter().map(state).collect();
        }
        known.0.clone()
    }

    fn is_due(&self) -> bool {
        let known = self.known();
        let keep = if known.0.iter().all(|state| state.is_down()) { KEEP_DOWN } else { KEEP };
        // An empty list is worth a question each time.
        known.0.is_empty() || known.1.is_none_or(|asked| asked.elapsed() >= keep)
    }
}

/// The controllers behind services, those of the first name first, each once.
pub(in crate::identity::directory) async fn find(
    services: &[String],
    starttls: bool,
    names: &dyn Resolve,
    ambient: &Ambient,
) -> Vec<Controller> {
    let mut found: Vec<Controller> = Vec::new();
    for name in services {
        let services = names.services(name, &*ambient.random).await.unwrap_or_default();
        for service in dns::in_order(services, |most| draw(ambient, most)) {
            let controller = controller(service, starttls);
            if !found.contains(&controller) {
                found.push(controller);
            }
        }
    }
    found
}

/// The record's port is that of LDAP: StartTLS goes there, LDAPS has its own.
fn controller(service: Service, starttls: bool) -> Controller {
    let port = match service.port {
        389 if !starttls => 636,
        port => port,
    };
    Controller { host: service.host, port, starttls }
}

fn draw(ambient: &Ambient, most: u32) -> u32 {
    let mut bytes = [0; 4];
    ambient.random.fill(&mut bytes);
    u32::from_be_bytes(bytes) % most.saturating_add(1).max(1)
}
