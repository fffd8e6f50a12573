//! The embedded driver: SQLite alone. A laptop, a demo, tests.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::broadcast;

use super::document::{Expired, Kind, Version};
use super::local::documents::{self, Documents, MIGRATIONS};
use super::local::{Durability, Local};
use super::rules;
use super::seal::SealKey;
use super::store::{Driver, RawChange, RawDocument};
use super::{StateError, kinds};
use crate::clock::Ambient;

/// Changes that a slow watcher may lag behind before it must read again.
pub(super) const WATCH_BACKLOG: usize = 1024;

/// Documents in one SQLite file, or in memory.
pub struct Embedded {
    local: Local,
    documents: Documents,
    changes: broadcast::Sender<RawChange>,
}

impl Embedded {
    /// Opens the database at `path`, creating it and its folder's file as needed; `None` keeps
    /// everything in memory. Secret kinds are sealed with `seal`.
    pub async fn open(path: Option<&Path>, seal: SealKey, ambient: &Ambient) -> Result<Arc<dyn Driver>, StateError> {
        let local = Local::open(path, Durability::Full, MIGRATIONS).await?;
        let documents = Documents { seal, ambient: ambient.clone() };
        Ok(Arc::new(Self { local, documents, changes: broadcast::Sender::new(WATCH_BACKLOG) }))
    }

    /// An empty store in memory: for tests and demonstrations.
    pub async fn in_memory(ambient: &Ambient) -> Result<Arc<dyn Driver>, StateError> {
        Self::open(None, SealKey::ephemeral(ambient), ambient).await
    }

    /// Writes `document` if `allowed` says so about what stands there now.
    async fn put(
        &self,
        kind: Kind,
        mut document: RawDocument,
        allowed: impl FnOnce(Option<&documents::Known>, &RawDocument) -> Result<(), StateError> + Send + 'static,
    ) -> Result<RawDocument, StateError> {
        rules::check(&document)?;
        let table = self.documents.clone();
        let changes = self.changes.clone();
        let work = move |connection: &rusqlite::Connection| {
            allowed(documents::known(connection, kind, &document.name)?.as_ref(), &document)?;
            document.version = documents::next_version(connection)?;
            table.put(connection, kind, &document, "")?;
            Ok(document)
        };
        self.local
            .write(work, move |written: &RawDocument| {
                let _ = changes.send(RawChange::Put(kind, written.clone()));
            })
            .await
    }
}

#[async_trait::async_trait]
impl Driver for Embedded {
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        let (table, name) = (self.documents.clone(), name.to_owned());
        self.local.read(move |connection| table.get(connection, kind, &name)).await
    }

    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        self.get(kind, name).await
    }

    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        let (table, labels) = (self.documents.clone(), labels.to_vec());
        self.local.read(move |connection| table.list(connection, kind, &labels)).await
    }

    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.list(kind, labels).await
    }

    async fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        self.put(kind, document, move |known, document| match known {
            Some(_) => Err(StateError::Exists { kind: kind.name, name: document.name.clone() }),
            None => Ok(()),
        })
        .await
    }

    async fn update(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        self.put(kind, document, move |known, document| {
            let name = || document.name.clone();
            match known {
                None => Err(StateError::NotFound { kind: kind.name, name: name() }),
                Some(known) if known.schema > document.schema => {
                    Err(StateError::Newer { kind: kind.name, name: name(), found: known.schema })
                }
                Some(known) if known.version != document.version.0 => {
                    Err(StateError::Conflict { kind: kind.name, name: name() })
                }
                Some(_) => Ok(()),
            }
        })
        .await
    }

    async fn delete(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        let (gone, version, changes) = (name.to_owned(), version.cloned(), self.changes.clone());
        let name = name.to_owned();
        let work = move |connection: &rusqlite::Connection| {
            let known = documents::known(connection, kind, &name)?;
            let known = known.ok_or_else(|| StateError::NotFound { kind: kind.name, name: name.clone() })?;
            if version.is_some_and(|version| version.0 != known.version) {
                return Err(StateError::Conflict { kind: kind.name, name });
            }
            documents::remove(connection, known.id)
        };
        self.local
            .write(work, move |()| {
                let _ = changes.send(RawChange::Gone(kind, gone));
            })
            .await
    }

    async fn expired(&self, moment: i64, limit: usize) -> Result<Vec<Expired>, StateError> {
        let rows = self.local.read(move |connection| documents::expired(connection, moment, limit)).await?;
        Ok(kinds::expired(rows))
    }

    fn watch(&self) -> broadcast::Receiver<RawChange> {
        self.changes.subscribe()
    }

    async fn ready(&self) -> Result<(), StateError> {
        self.local.read(|_| Ok(())).await
    }
}
