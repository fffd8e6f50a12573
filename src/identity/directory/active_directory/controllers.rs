//! The controllers of a domain: which one to ask, which ones are down, and how they come back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ClientConfig;
use tokio::time::Instant;

use super::controller::State;
use super::domain::Domain;
use super::link::{Broken, Link};
use super::places::Places;
use super::subcode;
use super::tls::Trust;
use crate::clock::Ambient;
use crate::identity::directory::resolve::{Remembered, Resolve};
use crate::identity::{DirectoryError, Refusal};

/// TLS, then each answer, is waited for this long while another controller could give it.
const PATIENCE_SHARED: Duration = Duration::from_millis(900);
/// And this long when there is no other.
const PATIENCE_ALONE: Duration = Duration::from_secs(5);
/// A service account that was locked or outside its hours is tried again after this time; one with a
/// wrong password waits for an administrator.
const ACCOUNT_AGAIN: Duration = Duration::from_secs(300);

/// All controllers, in the order of preference.
pub(super) struct Controllers {
    places: Places,
    account: String,
    password: String,
    tls: Arc<ClientConfig>,
    names: Arc<dyn Resolve>,
    refused: Mutex<Option<(String, Option<Instant>)>>,
}

impl Controllers {
    pub(super) fn new(domain: &Domain, names: Arc<dyn Resolve>, ambient: Ambient) -> Result<Self, DirectoryError> {
        let tls = Arc::new(Trust::of(&domain.settings)?).client()?;
        Ok(Self {
            places: Places::new(domain, names.clone(), ambient),
            account: domain.settings.account.clone(),
            password: domain.settings.password.clone(),
            tls,
            names: Arc::new(Remembered::new(names)),
            refused: Mutex::default(),
        })
    }

    /// Those that answer first, then those that were silent lately; the latter are probed beside.
    async fn order(&self) -> Vec<Arc<State>> {
        let (up, down): (Vec<_>, Vec<_>) = self.places.all().await.into_iter().partition(|state| !state.is_down());
        for state in &down {
            state.probe_beside(&self.names, &self.tls);
        }
        up.into_iter().chain(down).collect()
    }

    /// Whether a list of computers, with commas between their short names, has a controller in it: where a
    /// password is checked by a bind, that is the place.
    pub(super) fn any_named_in(&self, list: &str) -> bool {
        self.places.any(|host| {
            let short = host.split('.').next().unwrap_or_default();
            list.split(',').any(|name| name.trim().eq_ignore_ascii_case(short))
        })
    }

    fn patience(&self) -> Duration {
        if self.places.count() > 1 { PATIENCE_SHARED } else { PATIENCE_ALONE }
    }

    /// Runs `work` on a service connection, at the first controller that gives an answer.
    pub(super) async fn ask<T, F>(&self, work: impl Fn(Link) -> F + Send + Sync) -> Result<T, DirectoryError>
    where
        T: Send,
        F: Future<Output = Result<T, Broken>> + Send,
    {
        let mut last = "no controller".to_owned();
        for state in self.order().await {
            match self.ask_one(&state, &work).await {
                Ok(Ok(found)) => return Ok(found),
                Ok(Err(broken)) if broken.leads_on() => last = format!("{}: {broken}", state.controller.host),
                Ok(Err(broken)) => return Err(DirectoryError::Fault(broken.to_string())),
                Err(refused) => return Err(refused),
            }
        }
        Err(DirectoryError::Unreachable(last))
    }

    /// The same at one controller after the other until one has something to say; none when all that
    /// answered have nothing.
    pub(super) async fn ask_all<T, F>(
        &self,
        work: impl Fn(Link) -> F + Send + Sync,
    ) -> Result<Option<T>, DirectoryError>
    where
        T: Send,
        F: Future<Output = Result<Option<T>, Broken>> + Send,
    {
        let (mut last, mut answered) = ("no controller".to_owned(), false);
        for state in self.order().await {
            match self.ask_one(&state, &work).await? {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => answered = true,
                Err(broken) if broken.leads_on() => last = format!("{}: {broken}", state.controller.host),
                Err(broken) => return Err(DirectoryError::Fault(broken.to_string())),
            }
        }
        if answered { Ok(None) } else { Err(DirectoryError::Unreachable(last)) }
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
                Err(broken) => return Ok(Err(broken)),
            };
            match work(link.clone()).await {
                Err(broken) if broken.leads_on() => {
                    state.drop_service(&link).await;
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

    /// The bound service connection of a controller, and whether it was kept from before. A controller
    /// that gives none is marked as silent.
    async fn service(&self, state: &State) -> Result<Result<(Link, bool), Broken>, DirectoryError> {
        self.not_refused()?;
        let failures = state.failures();
        let mut kept = state.service.lock().await;
        if let Some(link) = kept.as_mut()
            && !link.is_closed()
        {
            return Ok(Ok((link.clone(), true)));
        }
        // Whoever stood before us in the queue found it silent: not everybody waits for that in turn.
        if state.failures() != failures {
            return Ok(Err(Broken::Silent("silent a moment ago".to_owned())));
        }
        let link = match self.open(state).await {
            Ok(link) => link,
            // Marked before the next in the queue goes on.
            Err(broken) => return Ok(Err(state.silent(broken))),
        };
        match link.bind(&self.account, &self.password).await {
            Ok(result) if result.rc == 0 => {
                *kept = Some(link.clone());
                Ok(Ok((link, false)))
            }
            Ok(result) => Err(self.refuse(result.rc, &result.text)),
            Err(Broken::Answered(code, text)) => Err(self.refuse(code, &text)),
            Err(broken) => Ok(Err(state.silent(broken))),
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
        for state in self.order().await {
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
}
