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
/// A set without the key that is looked for is fetched again after this time: clients rotate.
const AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// Sets that are kept at most.
const ENTRIES: usize = 128;

/// A set, and when it was fetched.
type Kept = (Timestamp, Arc<ForeignKeys>);

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
        let keys = self.fetched(uri, FRESH).await.ok_or(Untrusted::NoKey)?;
        match keys.verify(token, only) {
            // A new key under an old name is rotation as well.
            Err(Untrusted::NoKey | Untrusted::Signature) => {
                self.fetched(uri, AGAIN).await.ok_or(Untrusted::NoKey)?.verify(token, only)
            }
            done => done,
        }
    }

    async fn fetched(&self, uri: &str, most: SignedDuration) -> Option<Arc<ForeignKeys>> {
        let now = self.ambient.now();
        if let Some((at, keys)) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(uri)
            && now.duration_since(*at) < most
        {
            return Some(keys.clone());
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
            kept.retain(|_, (at, _)| now.duration_since(*at) < FRESH);
        }
        if kept.len() < ENTRIES {
            kept.insert(uri.to_owned(), (now, keys.clone()));
        }
        Some(keys)
    }
}

impl std::fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKeys")
    }
}
