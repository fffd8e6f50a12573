//! The controllers of a domain: which one to ask, which ones are down, and how they come back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::time::Instant;

use super::domain::{Controller, Domain};
use super::link::{Broken, Link};
use super::subcode;
use super::tls::Trust;
use crate::identity::directory::resolve::Resolve;
use crate::identity::{DirectoryError, Refusal};

/// A controller that was silent is tried again after this time.
const PROBE_AFTER: Duration = Duration::from_secs(5);
/// An answer is waited for this long while another controller could give it.
const PATIENCE_SHARED: Duration = Duration::from_secs(1);
/// And this long when there is no other.
const PATIENCE_ALONE: Duration = Duration::from_secs(5);
/// A service account that was locked or outside its hours is tried again after this time; one with a
/// wrong password waits for an administrator.
const ACCOUNT_AGAIN: Duration = Duration::from_secs(300);

/// All controllers, in the order of preference.
pub(super) struct Controllers {
    all: Vec<Arc<State>>,
    account: String,
    password: String,
    tls: Arc<ClientConfig>,
    names: Arc<dyn Resolve>,
    refused: Mutex<Option<(String, Option<Instant>)>>,
}

struct State {
    controller: Controller,
    down_since: Mutex<Option<Instant>>,
    service: tokio::sync::Mutex<Option<Link>>,
}

impl Controllers {
    pub(super) fn new(domain: &Domain, names: Arc<dyn Resolve>) -> Result<Self, DirectoryError> {
        let tls = Arc::new(Trust::of(&domain.settings)?).client()?;
        let state = |controller: &Controller| {
            Arc::new(State {
                controller: controller.clone(),
                down_since: Mutex::default(),
                service: tokio::sync::Mutex::default(),
            })
        };
        Ok(Self {
            all: domain.controllers.iter().map(state).collect(),
            account: domain.settings.account.clone(),
            password: domain.settings.password.clone(),
            tls,
            names,
            refused: Mutex::default(),
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Those that answer first, then those that were silent lately; the latter are probed beside.
    fn order(&self) -> Vec<Arc<State>> {
        let (up, down): (Vec<_>, Vec<_>) = self.all.iter().cloned().partition(|state| !state.is_down());
        for state in &down {
            self.probe_beside(state);
        }
        up.into_iter().chain(down).collect()
    }

    fn patience(&self) -> Duration {
        if self.all.len() > 1 { PATIENCE_SHARED } else { PATIENCE_ALONE }
    }

    /// Runs `work` on a service connection, at the first controller that gives an answer.
    pub(super) async fn ask<T, F>(&self, work: impl Fn(Link) -> F + Send + Sync) -> Result<T, DirectoryError>
    where
        T: Send,
        F: Future<Output = Result<T, Broken>> + Send,
    {
        let mut last = "no controller".to_owned();
        for state in self.order() {
            match self.ask_one(&state, &work).await {
                Ok(Ok(found)) => return Ok(found),
                Ok(Err(broken)) if broken.leads_on() => last = format!("{}: {broken}", state.controller.host),
                Ok(Err(broken)) => return Err(DirectoryError::Fault(broken.to_string())),
                Err(refused) => return Err(refused),
            }
        }
        Err(DirectoryError::Unreachable(last))
    }

    /// The same at the controller of that place in the list only.
    pub(super) async fn ask_at<T, F>(
        &self,
        place: usize,
        work: impl Fn(Link) -> F + Send + Sync,
    ) -> Result<T, DirectoryError>
    where
        T: Send,
        F: Future<Output = Result<T, Broken>> + Send,
    {
        let state = self.all.get(place).ok_or(DirectoryError::None)?;
        match self.ask_one(state, &work).await? {
            Ok(found) => Ok(found),
            Err(broken) => Err(DirectoryError::Unreachable(broken.to_string())),
        }
    }

    async fn ask_one<T, F>(
        &self,
        state: &Arc<State>,
        work: &(impl Fn(Link) -> F + Send + Sync),
    ) -> Result<Result<T, Broken>, DirectoryError>
    where
        T: Send,
        F: Future<Output = Result<T, Broken>> + Send,
    {
        // A connection kept from before may have died unseen: one new one, then the next controller.
        for again in [true, false] {
            let (link, kept) = match self.service(state).await? {
                Ok(link) => link,
                Err(broken) => return Ok(Err(state.silent(broken))),
            };
            match work(link).await {
                Err(broken) if broken.leads_on() => {
                    *state.service.lock().await = None;
                    if !(kept && again && matches!(&broken, Broken::Silent(why) if !why.starts_with("timeout"))) {
                        return Ok(Err(state.silent(broken)));
                    }
                }
                done => {
                    state.answered();
                    return Ok(done);
                }
            }
        }
        Ok(Err(state.silent(Broken::Silent("connection lost twice".to_owned()))))
    }

    /// The bound service connection of a controller, and whether it was kept from before.
    async fn service(&self, state: &State) -> Result<Result<(Link, bool), Broken>, DirectoryError> {
        self.not_refused()?;
        let mut kept = state.service.lock().await;
        if let Some(link) = kept.as_mut()
            && !link.is_closed()
        {
            return Ok(Ok((link.clone(), true)));
        }
        let link = match self.open(state).await {
            Ok(link) => link,
            Err(broken) => return Ok(Err(broken)),
        };
        match link.bind(&self.account, &self.password).await {
            Ok(result) if result.rc == 0 => {
                *kept = Some(link.clone());
                Ok(Ok((link, false)))
            }
            Ok(result) => Err(self.refuse(result.rc, &result.text)),
            Err(Broken::Answered(code, text)) => Err(self.refuse(code, &text)),
            Err(broken) => Ok(Err(broken)),
        }
    }

    fn not_refused(&self) -> Result<(), DirectoryError> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        match &*refused {
            Some((why, again)) if again.is_none_or(|again| Instant::now() < again) => {
                Err(DirectoryError::ServiceAccount(why.clone()))
            }
            _ => Ok(()),
        }
    }

    /// One refusal is enough: trying on would lock the account (only new settings try again).
    fn refuse(&self, code: u32, text: &str) -> DirectoryError {
        let why = if code == 49 { subcode::refusal(text).to_string() } else { format!("({code}) {text}") };
        let passes = code == 49 && matches!(subcode::refusal(text), Refusal::Locked | Refusal::OutsideHours);
        let again = passes.then(|| Instant::now() + ACCOUNT_AGAIN);
        tracing::error!(directory.account = self.account, directory.why = why, "service account refused");
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some((why.clone(), again));
        DirectoryError::ServiceAccount(why)
    }

    async fn open(&self, state: &State) -> Result<Link, Broken> {
        Link::open(&state.controller, &*self.names, self.tls.clone(), self.patience()).await
    }

    /// Binds as a person, on a connection of its own. Another controller is tried only when nothing
    /// came back: one try, one count.
    pub(super) async fn bind(&self, dn: &str, password: &str) -> Result<Result<(), Refusal>, DirectoryError> {
        let mut last = "no controller".to_owned();
        for state in self.order() {
            let outcome = match self.open(&state).await {
                Ok(link) => {
                    let result = link.bind(dn, password).await;
                    link.close().await;
                    result
                }
                Err(broken) => Err(broken),
            };
            match outcome {
                Ok(result) => {
                    state.answered();
                    return match result.rc {
                        0 => Ok(Ok(())),
                        49 => Ok(Err(subcode::refusal(&result.text))),
                        code => Err(DirectoryError::Fault(format!("({code}) {}", result.text))),
                    };
                }
                Err(Broken::Answered(49, text)) => return Ok(Err(subcode::refusal(&text))),
                Err(Broken::Answered(code, text)) => return Err(DirectoryError::Fault(format!("({code}) {text}"))),
                Err(broken) => last = format!("{}: {}", state.controller.host, state.silent(broken)),
            }
        }
        Err(DirectoryError::Unreachable(last))
    }

    fn probe_beside(&self, state: &Arc<State>) {
        if !state.claim_probe() {
            return;
        }
        let (state, names, tls) = (state.clone(), self.names.clone(), self.tls.clone());
        tokio::spawn(async move {
            if let Ok(link) = Link::open(&state.controller, &*names, tls, PATIENCE_SHARED).await {
                state.answered();
                link.close().await;
            }
        });
    }
}

impl State {
    fn down(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.down_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_down(&self) -> bool {
        self.down().is_some()
    }

    fn answered(&self) {
        if self.down().take().is_some() {
            tracing::info!(directory.host = self.controller.host, "controller answers again");
        }
    }

    fn silent(&self, broken: Broken) -> Broken {
        if self.down().replace(Instant::now()).is_none() {
            tracing::warn!(directory.host = self.controller.host, directory.why = %broken, "controller silent");
        }
        broken
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
