//! “May this person open this app?” is the core's answer, kept for seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::api::types::{AccessAnswer, AccessQuestion};
use crate::client::{Client, ClientError};

use super::table::Route;

/// After this an answer is asked for again in the background …
const FRESH: Duration = Duration::from_secs(3);
/// … and after this it counts only while the core is away.
const KEPT: Duration = Duration::from_secs(5);
/// How long a known yes or no goes on while the core is away.
const OUTAGE: Duration = Duration::from_hours(12);
/// How often a `WebSocket` or a stream of events is asked about.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Answers kept at most; beyond that the old ones go.
const LIMIT: usize = 20_000;

/// Asks the core and remembers.
#[derive(Clone)]
pub struct Gatekeeper {
    client: Client,
    known: Arc<Mutex<HashMap<String, Vec<Known>>>>,
}

struct Known {
    rule: u64,
    answer: Arc<AccessAnswer>,
    at: Instant,
    asking: bool,
}

/// Comes when a person's way in has ended.
pub type Ended = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Nobody can say just now, and nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoreAway;

enum Found {
    Fresh(Arc<AccessAnswer>),
    Ageing(Arc<AccessAnswer>),
    Missing,
}

impl Gatekeeper {
    /// A gatekeeper that asks through `client`.
    pub fn new(client: Client) -> Self {
        Self { client, known: Arc::default() }
    }

    /// About the holder of a session handle.
    pub async fn by_session(&self, route: &Arc<Route>, handle: &str) -> Result<Arc<AccessAnswer>, CoreAway> {
        self.answer(route, handle, |question| question.handle = Some(handle.to_owned())).await
    }

    /// About a program with an app token.
    pub async fn by_token(&self, route: &Arc<Route>, user: &str, secret: &str) -> Result<Arc<AccessAnswer>, CoreAway> {
        let key = crate::clock::digest(&format!("{user}:{secret}"));
        self.answer(route, &key, |question| question.basic = Some((user.to_owned(), secret.to_owned()))).await
    }

    /// Comes when the holder of a session handle may not go on: for what lasts longer than a request.
    /// While nobody can say, it goes on.
    pub fn until_ended(&self, route: &Arc<Route>, handle: &str) -> Ended {
        let (keeper, route, handle) = (self.clone(), Arc::clone(route), handle.to_owned());
        Box::pin(async move {
            loop {
                tokio::time::sleep(LOOK_AGAIN).await;
                if let Ok(answer) = keeper.by_session(&route, &handle).await
                    && !matches!(*answer, AccessAnswer::Allow { .. })
                {
                    tracing::debug!(route.host = route.host, "stream ended with its session");
                    return;
                }
            }
        })
    }

    async fn answer(
        &self,
        route: &Arc<Route>,
        key: &str,
        complete: impl FnOnce(&mut AccessQuestion),
    ) -> Result<Arc<AccessAnswer>, CoreAway> {
        let found = self.find(route.rule, key);
        if let Found::Fresh(answer) = found {
            return Ok(answer);
        }
        let mut question = AccessQuestion {
            app: route.app.clone(),
            host: route.host.clone(),
            groups: route.groups.clone(),
            handle: None,
            basic: None,
        };
        complete(&mut question);
        if let Found::Ageing(answer) = found {
            let (keeper, rule, key) = (self.clone(), route.rule, key.to_owned());
            tokio::spawn(async move { keeper.ask(rule, &key, &question).await });
            return Ok(answer);
        }
        self.ask(route.rule, key, &question).await
    }

    async fn ask(&self, rule: u64, key: &str, question: &AccessQuestion) -> Result<Arc<AccessAnswer>, CoreAway> {
        match self.client.access(question).await {
            Ok(answer) => Ok(self.remember(rule, key, answer)),
            Err(error) => {
                let away = matches!(error, ClientError::Unreachable(_)) || error.status().is_server_error();
                tracing::warn!(error = %error, away, "access not answered");
                self.last_resort(rule, key).ok_or(CoreAway)
            }
        }
    }

    fn find(&self, rule: u64, key: &str) -> Found {
        let mut known = self.lock();
        let Some(entry) = known.get_mut(key).and_then(|all| all.iter_mut().find(|entry| entry.rule == rule)) else {
            return Found::Missing;
        };
        match entry.at.elapsed() {
            age if age < FRESH => Found::Fresh(Arc::clone(&entry.answer)),
            age if age < KEPT && entry.asking => Found::Fresh(Arc::clone(&entry.answer)),
            age if age < KEPT => {
                entry.asking = true;
                Found::Ageing(Arc::clone(&entry.answer))
            }
            _ => Found::Missing,
        }
    }

    fn remember(&self, rule: u64, key: &str, answer: AccessAnswer) -> Arc<AccessAnswer> {
        let answer = Arc::new(answer);
        let mut known = self.lock();
        if known.len() >= LIMIT {
            known.retain(|_, entries| entries.iter().any(|entry| entry.at.elapsed() < KEPT));
        }
        if known.len() >= LIMIT {
            known.clear();
        }
        let entries = known.entry(key.to_owned()).or_default();
        entries.retain(|entry| entry.rule != rule && entry.at.elapsed() < OUTAGE);
        entries.push(Known { rule, answer: Arc::clone(&answer), at: Instant::now(), asking: false });
        answer
    }

    /// What was known before the core went away. A missing session is never believed for long.
    fn last_resort(&self, rule: u64, key: &str) -> Option<Arc<AccessAnswer>> {
        let mut known = self.lock();
        let entry = known.get_mut(key)?.iter_mut().find(|entry| entry.rule == rule)?;
        entry.asking = false;
        let lasting = !matches!(*entry.answer, AccessAnswer::SignIn) && entry.at.elapsed() < OUTAGE;
        lasting.then(|| Arc::clone(&entry.answer))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
