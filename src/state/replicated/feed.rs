//! Keeping the copy current: one follower per kind.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::copy::Copy;
use super::manifest;
use crate::cluster::{Cluster, Followed, object};
use crate::state::StateError;
use crate::state::document::Kind;
use crate::state::kinds;

/// Before a copy that could not be written is tried again.
const PAUSE: Duration = Duration::from_secs(2);

/// How far the feeders are.
#[derive(Default)]
pub(super) struct Progress {
    kinds: Mutex<BTreeMap<&'static str, Feeding>>,
}

#[derive(Default)]
struct Feeding {
    /// The copy was as the cluster at least once since the start.
    current: bool,
    /// The copy could not be written the last time.
    broken: Option<StateError>,
}

impl Progress {
    /// An error while the copy cannot be written (disk full).
    pub(super) fn sound(&self) -> Result<(), StateError> {
        let kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.values().find_map(|feeding| feeding.broken.clone()).map_or(Ok(()), Err)
    }

    /// An error until every kind was as the cluster at least once.
    pub(super) fn complete(&self) -> Result<(), StateError> {
        let feeding = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let current = feeding.values().filter(|feeding| feeding.current).count();
        if current >= kinds::ALL.len() {
            Ok(())
        } else {
            Err(StateError::Unavailable(format!("local copy is starting: {current} of {} kinds", kinds::ALL.len())))
        }
    }

    fn set(&self, kind: Kind, change: impl FnOnce(&mut Feeding)) {
        change(self.kinds.lock().unwrap_or_else(PoisonError::into_inner).entry(kind.plural).or_default());
    }
}

/// Follows a kind for ever.
pub(super) async fn feed(cluster: Cluster, copy: Arc<Copy>, progress: Arc<Progress>, kind: Kind) {
    let mut from = copy.followed(kind).await.unwrap_or_default();
    loop {
        let error = follow(&cluster, &copy, &progress, kind, from.take()).await;
        tracing::warn!(state.kind = kind.name, state.error = %error, "local copy behind");
        progress.set(kind, |feeding| feeding.broken = Some(error));
        tokio::time::sleep(PAUSE).await;
    }
}

/// Follows until the copy cannot be written.
async fn follow(cluster: &Cluster, copy: &Copy, progress: &Progress, kind: Kind, from: Option<String>) -> StateError {
    let mut events = cluster.follow(manifest::selection(kind, &[]), from);
    while let Some(event) = events.recv().await {
        let taken = match event {
            Followed::Lost(error) => {
                tracing::debug!(state.kind = kind.name, cluster.error = %error, "watch lost");
                continue;
            }
            Followed::Snapshot { objects, version } => copy.replace(kind, readable(kind, &objects), version).await,
            Followed::Put(value) => put(copy, kind, &value).await,
            Followed::Gone(value) => {
                let followed = object::version(&value).to_owned();
                copy.remove(kind, manifest::document_name(kind, &value), object::uid(&value), Some(followed)).await
            }
            Followed::Reached(version) => copy.reached(kind, version).await,
        };
        match taken {
            Ok(()) => progress.set(kind, |feeding| *feeding = Feeding { current: true, broken: None }),
            Err(error) => return error,
        }
    }
    StateError::Unavailable("the watch ended".into())
}

async fn put(copy: &Copy, kind: Kind, value: &Value) -> Result<(), StateError> {
    let version = object::version(value).to_owned();
    match readable(kind, std::slice::from_ref(value)).pop() {
        Some((document, uid)) => match copy.put(kind, document, &uid, Some(version.clone())).await {
            Err(StateError::Invalid(why)) => {
                tracing::warn!(state.kind = kind.name, state.why = why, "document not taken");
                copy.reached(kind, version).await
            }
            done => done,
        },
        None => copy.reached(kind, version).await,
    }
}

/// The documents in objects; an object that somebody else wrote by hand and is none stops nothing.
fn readable(kind: Kind, objects: &[Value]) -> Vec<(crate::state::RawDocument, String)> {
    let read = |value: &Value| match manifest::document(kind, value) {
        Ok(document) if crate::state::rules::check(&document).is_ok() => {
            Some((document, object::uid(value).to_owned()))
        }
        Ok(document) => {
            tracing::warn!(state.kind = kind.name, state.name = document.name, "document over the limits");
            None
        }
        Err(error) => {
            tracing::warn!(state.error = %error, "document not readable");
            None
        }
    };
    objects.iter().filter_map(read).collect()
}
