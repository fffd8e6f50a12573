//! A driver of documents that can forget everything since a moment: each input finds the same provider.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;
use unidash::state::{Driver, Expired, Kind, RawChange, RawDocument, StateError, Version, rules};

/// By plural of the kind and name.
type Kept = BTreeMap<(&'static str, String), RawDocument>;

/// Documents in memory.
pub struct Documents {
    kept: Mutex<Kept>,
    moment: Mutex<Kept>,
    versions: Mutex<u64>,
    changes: broadcast::Sender<RawChange>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Documents {
    pub fn new() -> Self {
        Self {
            kept: Mutex::default(),
            moment: Mutex::default(),
            versions: Mutex::default(),
            changes: broadcast::Sender::new(1),
        }
    }

    /// Remembers what there is now.
    pub fn mark(&self) {
        *lock(&self.moment) = lock(&self.kept).clone();
    }

    /// Back to that.
    pub fn restore(&self) {
        *lock(&self.kept) = lock(&self.moment).clone();
    }

    fn put(&self, kind: Kind, mut document: RawDocument) -> RawDocument {
        let mut versions = lock(&self.versions);
        *versions += 1;
        document.version = Version(versions.to_string());
        lock(&self.kept).insert((kind.plural, document.name.clone()), document.clone());
        document
    }

    fn find(&self, kind: Kind, name: &str) -> Option<RawDocument> {
        lock(&self.kept).get(&(kind.plural, name.to_owned())).cloned()
    }
}

#[async_trait::async_trait]
impl Driver for Documents {
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        Ok(self.find(kind, name))
    }

    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        self.get(kind, name).await
    }

    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        let fits = |document: &RawDocument| labels.iter().all(|label| document.labels.contains(label));
        let kept = lock(&self.kept);
        let own = kept.iter().filter(|((plural, _), document)| *plural == kind.plural && fits(document));
        Ok(own.map(|(_, document)| document.clone()).collect())
    }

    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.list(kind, labels).await
    }

    async fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        rules::check(&document)?;
        match self.find(kind, &document.name) {
            Some(_) => Err(StateError::Exists { kind: kind.name, name: document.name }),
            None => Ok(self.put(kind, document)),
        }
    }

    async fn update(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        rules::check(&document)?;
        match self.find(kind, &document.name) {
            None => Err(StateError::NotFound { kind: kind.name, name: document.name }),
            Some(known) if known.version != document.version => {
                Err(StateError::Conflict { kind: kind.name, name: document.name })
            }
            Some(_) => Ok(self.put(kind, document)),
        }
    }

    async fn delete(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        match self.find(kind, name) {
            None => Err(StateError::NotFound { kind: kind.name, name: name.to_owned() }),
            Some(known) if version.is_some_and(|version| *version != known.version) => {
                Err(StateError::Conflict { kind: kind.name, name: name.to_owned() })
            }
            Some(_) => {
                lock(&self.kept).remove(&(kind.plural, name.to_owned()));
                Ok(())
            }
        }
    }

    async fn expired(&self, _moment: i64, _limit: usize) -> Result<Vec<Expired>, StateError> {
        Ok(Vec::new())
    }

    fn watch(&self) -> broadcast::Receiver<RawChange> {
        self.changes.subscribe()
    }

    async fn ready(&self) -> Result<(), StateError> {
        Ok(())
    }
}
