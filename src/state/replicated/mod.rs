//! The replicated driver: writes go to the Kubernetes API, reads come from the local copy.
//!
//! A watch per kind keeps the copy current. A write is in the copy before it returns; the cluster
//! away means that reads go on and writes answer [`StateError::Unavailable`].

mod copy;
mod feed;
mod manifest;
mod misses;
mod write;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::task::JoinSet;

use self::copy::Copy;
use self::feed::Progress;
use self::misses::Misses;
use super::document::{Expired, Kind, Version};
use super::seal::SealKey;
use super::store::{Driver, RawChange, RawDocument};
use super::{StateError, kinds};
use crate::clock::Ambient;
use crate::cluster::{Cluster, ClusterError};

pub use manifest::definitions;

/// Documents in the cluster, with this server's copy.
pub struct Replicated {
    cluster: Cluster,
    ambient: Ambient,
    copy: Arc<Copy>,
    progress: Arc<Progress>,
    misses: Misses,
    /// One feeder per kind; they end with this driver.
    _feeders: JoinSet<()>,
}

impl Replicated {
    /// Opens the copy at `path` (a damaged one is made anew) and starts to follow the cluster,
    /// which need not answer yet: what the copy knows from before is readable at once.
    pub async fn open(
        path: &Path,
        seal: SealKey,
        ambient: &Ambient,
        cluster: Cluster,
    ) -> Result<Arc<dyn Driver>, StateError> {
        let copy = Arc::new(Copy::open(path, seal, ambient).await?);
        let progress = Arc::new(Progress::default());
        let mut feeders = JoinSet::new();
        for kind in kinds::ALL {
            feeders.spawn(feed::feed(cluster.clone(), copy.clone(), progress.clone(), *kind));
        }
        Ok(Arc::new(Self {
            cluster,
            ambient: ambient.clone(),
            copy,
            progress,
            misses: Misses::new(),
            _feeders: feeders,
        }))
    }

    /// The document as the cluster has it now; the copy learns it.
    async fn fetch(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        let (resource, name) = (manifest::resource(kind), manifest::object_name(kind, name));
        let found = self.cluster.get(&resource, Some(crate::cluster::NAMESPACE), &name).await;
        match found.map_err(unavailable)? {
            Some(value) => self.take(kind, &value).await.map(Some),
            None => Ok(None),
        }
    }

    /// Puts an object of the cluster into the copy and answers it as a document.
    async fn take(&self, kind: Kind, value: &serde_json::Value) -> Result<RawDocument, StateError> {
        let document = manifest::document(kind, value)?;
        self.copy.put(kind, document.clone(), crate::cluster::object::uid(value), None).await?;
        Ok(document)
    }

    /// Whether it makes sense to ask the cluster just now.
    fn reachable(&self) -> Result<(), StateError> {
        self.cluster.reachable().map_err(unavailable)
    }
}

#[async_trait::async_trait]
impl Driver for Replicated {
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        self.copy.get(kind, name).await
    }

    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        if let Some(document) = self.copy.get(kind, name).await? {
            return Ok(Some(document));
        }
        self.reachable()?;
        if self.misses.knows(kind, name) {
            return Ok(None);
        }
        let _turn = self.misses.turn().await?;
        let asked = tokio::time::Instant::now();
        let found = match self.copy.get(kind, name).await? {
            // It came while we waited.
            Some(document) => Some(document),
            None => self.fetch(kind, name).await?,
        };
        if found.is_none() {
            self.misses.note(kind, name, asked);
        }
        Ok(found)
    }

    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        self.copy.list(kind, labels).await
    }

    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        let known = self.copy.list(kind, labels).await?;
        if !known.is_empty() {
            return Ok(known);
        }
        self.reachable()?;
        let found = self.cluster.list(&manifest::selection(kind, labels)).await.map_err(unavailable)?;
        for value in &found {
            self.take(kind, value).await?;
        }
        self.copy.list(kind, labels).await
    }

    async fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        self.write_new(kind, document).await
    }

    async fn update(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        self.write_over(kind, document).await
    }

    async fn delete(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        self.write_away(kind, name, version).await
    }

    async fn expired(&self, moment: i64, limit: usize) -> Result<Vec<Expired>, StateError> {
        self.copy.expired(moment, limit).await
    }

    fn watch(&self) -> broadcast::Receiver<RawChange> {
        self.copy.watch()
    }

    async fn ready(&self) -> Result<(), StateError> {
        self.progress.sound()?;
        self.reachable()?;
        self.progress.complete()
    }
}

/// The person's sentence for this is made at the edge; the reason is for the log.
fn unavailable(error: ClusterError) -> StateError {
    match error {
        ClusterError::Refused { code: 400 | 413 | 422, message, .. } => StateError::Invalid(message),
        ClusterError::Unreachable { reason, .. } => StateError::Unavailable(reason),
        error => StateError::Unavailable(error.to_string()),
    }
}
