//! The keys of a client: by value, or by reference and kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::fetch::Fetch;
use crate::clock::Ambient;
use crate::identity::{Claims, Client, ForeignKeys, Untrusted};

/// A fetched set is used for so long.
const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// A set without the key that is looked for is fetched again at once, and then not for so long: clients
/// rotate, and strangers must not make us ask.
const AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// Sets that are kept at most.
const ENTRIES: usize = 128;

/// A fetched set.
struct Kept {
    at: Timestamp,
    /// When it was fetched because a key was missing.
    forced_at: Option<Timestamp>,
    keys: Arc<ForeignKeys>,
}

/// Fetched sets; cheap to clone.
#[derive(Clone)]
pub(super) struct ClientKeys {
    fetch: Arc<dyn Fetch>,
    ambient: Ambient,
    kept: Arc<Mutex<HashMap<String, Kept>>>,
}

impl ClientKeys {
    pub(super) fn new(fetch: Arc<dyn Fetch>, ambient: Ambient) -> Self {
        Self { fetch, ambient, kept: Arc::default() }
    }

    /// Header and claims of a JWT that the client signed; `only` is the registered algorithm.
    pub(super) async fn verify(
        &self,
        client: &Client,
        token: &str,
        only: Option<&str>,
    ) -> Result<(Value, Claims), Untrusted> {
        if let Some(set) = &client.metadata.jwks {
            return ForeignKeys::parse(set).unwrap_or_default().verify(token, only);
        }
        let Some(uri) = &client.metadata.jwks_uri else { return Err(Untrusted::NoKey) };
        let keys = self.fetched(uri, false).await.ok_or(Untrusted::NoKey)?;
        match keys.verify(token, only) {
            // A new key under an old name is rotation as well.
            Err(Untrusted::NoKey | Untrusted::Signature) => {
                self.fetched(uri, true).await.ok_or(Untrusted::NoKey)?.verify(token, only)
            }
            done => done,
        }
    }

    /// The set behind an address; `forced` because the one that is kept does not do.
    async fn fetched(&self, uri: &str, forced: bool) -> Option<Arc<ForeignKeys>> {
        let now = self.ambient.now();
        let mut forced_at = forced.then_some(now);
        if let Some(kept) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(uri) {
            let recently = |at: Timestamp, most| now.duration_since(at) < most;
            let does =
                if forced { kept.forced_at.is_some_and(|at| recently(at, AGAIN)) } else { recently(kept.at, FRESH) };
            if does {
                return Some(kept.keys.clone());
            }
            forced_at = forced_at.or(kept.forced_at);
        }
        let read = match self.fetch.get(uri).await {
            Ok(body) => serde_json::from_slice(&body).ok().and_then(|set| ForeignKeys::parse(&set)),
            Err(error) => {
                tracing::warn!(fetch.uri = uri, fetch.error = error, "client keys not fetched");
                None
            }
        };
        let keys = Arc::new(read?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ENTRIES {
            kept.retain(|_, kept| now.duration_since(kept.at) < FRESH);
        }
        if kept.len() < ENTRIES {
            kept.insert(uri.to_owned(), Kept { at: now, forced_at, keys: keys.clone() });
        }
        Some(keys)
    }
}

impl std::fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKeys")
    }
}
