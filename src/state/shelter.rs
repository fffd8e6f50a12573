//! Documents in this server's memory, beside those of a driver: for what must begin while the cluster
//! takes no writes. They are read like all others, never reach the cluster and are gone with the
//! process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use super::document::{Document, Expired, Kind, Stored, Version};
use super::kinds;
use super::rules;
use super::store::{Driver, RawChange, RawDocument, StateError, Store};

/// Label by which a new document joins the one of that name, if that one is in memory.
const BESIDE: &str = "sid";

/// The documents in memory; cheap to clone.
#[derive(Clone)]
pub struct Shelter {
    memory: Arc<Memory>,
    base: Arc<dyn Driver>,
}

/// By plural of the kind and name.
type Kept = BTreeMap<(&'static str, String), RawDocument>;

#[derive(Default)]
struct Memory {
    kept: Mutex<(Kept, u64)>,
}

/// A driver with a shelter before it.
struct Sheltered(Shelter);

impl Store {
    /// The same store with an empty shelter before it.
    #[must_use]
    pub fn sheltered(self) -> (Self, Shelter) {
        let shelter = Shelter { memory: Arc::default(), base: self.driver };
        (Self::new(Arc::new(Sheltered(shelter.clone()))), shelter)
    }
}

impl Shelter {
    /// Keeps a new document in memory. A later one whose label `sid` is `name` joins it.
    pub fn create<D: Document>(&self, name: &str, body: &D) -> Result<Stored<D>, StateError> {
        let raw = Store::raw(name, body)?;
        super::store::typed(self.memory.create(D::KIND, raw)?)
    }

    /// Whether a document is one of these.
    pub fn holds(&self, kind: Kind, name: &str) -> bool {
        self.memory.get(kind, name).is_some()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.memory.lock().0.is_empty()
    }

    /// Forgets all; the documents of one kind are handed back.
    pub fn close<D: Document>(&self) -> Vec<Stored<D>> {
        let gone = std::mem::take(&mut self.memory.lock().0);
        let own = gone.into_iter().filter(|((plural, _), _)| *plural == D::KIND.plural);
        own.filter_map(|(_, raw)| super::store::typed(raw).ok()).collect()
    }

    /// Whether the driver takes writes again: asked by removing what is not there, which changes
    /// nothing and yet needs the cluster's consent.
    pub async fn is_over(&self) -> bool {
        if self.base.ready().await.is_err() {
            return false;
        }
        !matches!(self.base.delete(kinds::SESSION, "no-such-session", None).await, Err(StateError::Unavailable(_)))
    }
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, (Kept, u64)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, kind: Kind, name: &str) -> Option<RawDocument> {
        self.lock().0.get(&(kind.plural, name.to_owned())).cloned()
    }

    fn list(&self, kind: Kind, labels: &[(String, String)]) -> Vec<RawDocument> {
        let fits = |document: &RawDocument| labels.iter().all(|label| document.labels.contains(label));
        let kept = self.lock();
        kept.0
            .iter()
            .filter(|((plural, _), raw)| *plural == kind.plural && fits(raw))
            .map(|(_, raw)| raw.clone())
            .collect()
    }

    fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        if self.get(kind, &document.name).is_some() {
            return Err(StateError::Exists { kind: kind.name, name: document.name });
        }
        self.put(kind, document)
    }

    fn put(&self, kind: Kind, mut document: RawDocument) -> Result<RawDocument, StateError> {
        rules::check(&document)?;
        let mut kept = self.lock();
        kept.1 += 1;
        document.version = Version(format!("memory-{}", kept.1));
        kept.0.insert((kind.plural, document.name.clone()), document.clone());
        Ok(document)
    }

    fn belongs(&self, document: &RawDocument) -> bool {
        let beside = document.labels.iter().find(|(key, _)| key == BESIDE);
        beside.is_some_and(|(_, name)| self.lock().0.keys().any(|(_, kept)| kept == name))
    }
}

#[async_trait::async_trait]
impl Driver for Sheltered {
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        match self.0.memory.get(kind, name) {
            Some(found) => Ok(Some(found)),
            None => self.0.base.get(kind, name).await,
        }
    }

    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        match self.0.memory.get(kind, name) {
            Some(found) => Ok(Some(found)),
            None => self.0.base.need(kind, name).await,
        }
    }

    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        let mut found = self.0.base.list(kind, labels).await?;
        found.extend(self.0.memory.list(kind, labels));
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        let kept = self.0.memory.list(kind, labels);
        if kept.is_empty() { self.0.base.need_list(kind, labels).await } else { self.list(kind, labels).await }
    }

    async fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        if self.0.memory.belongs(&document) {
            return self.0.memory.create(kind, document);
        }
        self.0.base.create(kind, document).await
    }

    async fn update(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        match self.0.memory.get(kind, &document.name) {
            Some(known) if known.version == document.version => self.0.memory.put(kind, document),
            Some(_) => Err(StateError::Conflict { kind: kind.name, name: document.name }),
            None => self.0.base.update(kind, document).await,
        }
    }

    async fn delete(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        match self.0.memory.get(kind, name) {
            Some(known) if version.is_none_or(|version| *version == known.version) => {
                self.0.memory.lock().0.remove(&(kind.plural, name.to_owned()));
                Ok(())
            }
            Some(_) => Err(StateError::Conflict { kind: kind.name, name: name.to_owned() }),
            None => self.0.base.delete(kind, name, version).await,
        }
    }

    async fn expired(&self, moment: i64, limit: usize) -> Result<Vec<Expired>, StateError> {
        self.0.base.expired(moment, limit).await
    }

    fn watch(&self) -> broadcast::Receiver<RawChange> {
        self.0.base.watch()
    }

    async fn ready(&self) -> Result<(), StateError> {
        self.0.base.ready().await
    }
}
