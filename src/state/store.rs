//! The store: what every room calls.

use std::marker::PhantomData;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::broadcast;

use super::document::{Document, Expired, Kind, Labels, Stored, Version};

/// Why a read or a write did not happen. The person's sentence is made at the edge.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StateError {
    /// Somebody else wrote first: read again and decide again.
    #[error("document changed meanwhile: {kind}/{name}")]
    Conflict {
        /// Kind of the document.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// `create` of a name that is taken.
    #[error("document exists already: {kind}/{name}")]
    Exists {
        /// Kind of the document.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// `update` or `delete` of what is not there.
    #[error("document not found: {kind}/{name}")]
    NotFound {
        /// Kind of the document.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// The cluster does not answer: reads go on, writes do not.
    #[error("cluster unavailable for writes: {0}")]
    Unavailable(String),
    /// Written by a newer release: read, never overwrite.
    #[error("document {kind}/{name} has schema {found}, newer than this release")]
    Newer {
        /// Kind of the document.
        kind: &'static str,
        /// Its name.
        name: String,
        /// The schema found.
        found: u32,
    },
    /// Body over 256 kB, bad name, or a body that does not fit its type.
    #[error("document refused: {0}")]
    Invalid(String),
    /// The local copy is broken (disk full, file damaged).
    #[error("local copy: {0}")]
    Local(String),
}

/// An untyped document as drivers see it.
#[derive(Debug, Clone)]
pub struct RawDocument {
    /// Unique in its kind.
    pub name: String,
    /// Opaque version.
    pub version: Version,
    /// Schema it was written with.
    pub schema: u32,
    /// Index.
    pub labels: Vec<(String, String)>,
    /// Content.
    pub body: Value,
    /// Seconds since the epoch after which it may be removed.
    pub expires: Option<i64>,
}

/// What a driver tells its watchers.
#[derive(Debug, Clone)]
pub enum RawChange {
    /// Created or updated.
    Put(Kind, RawDocument),
    /// Deleted.
    Gone(Kind, String),
    /// Everything may have changed: read again.
    Reset,
}

/// One way to keep documents. Both drivers pass the same conformance suite.
#[async_trait::async_trait]
pub trait Driver: Send + Sync + 'static {
    /// Reads from the local copy.
    async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError>;
    /// Reads from the local copy and, on a miss, asks the cluster once.
    async fn need(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError>;
    /// All documents of a kind that carry all `labels`, by name, from the local copy.
    async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError>;
    /// Like `list`, and on an empty answer asks the cluster once.
    async fn need_list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError>;
    /// Creates; `Exists` if the name is taken.
    async fn create(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError>;
    /// Replaces when the version still holds.
    async fn update(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError>;
    /// Deletes; with a version only when it still holds. `NotFound` if absent.
    async fn delete(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError>;
    /// At most `limit` documents of any kind that expired before `moment` (seconds since the
    /// epoch), the oldest first, from the local copy.
    async fn expired(&self, moment: i64, limit: usize) -> Result<Vec<Expired>, StateError>;
    /// Changes from now on, of all kinds.
    fn watch(&self) -> broadcast::Receiver<RawChange>;
    /// Whether writes can be expected to succeed just now; the text says why not.
    async fn ready(&self) -> Result<(), StateError>;
}

/// Typed access to documents; cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(super) driver: Arc<dyn Driver>,
}

impl Store {
    /// A store on a driver.
    pub fn new(driver: Arc<dyn Driver>) -> Self {
        Self { driver }
    }

    /// The document of that name, from the local copy.
    pub async fn get<D: Document>(&self, name: &str) -> Result<Option<Stored<D>>, StateError> {
        self.driver.get(D::KIND, name).await?.map(typed).transpose()
    }

    /// The same, and a miss asks the cluster once before it counts (sessions, codes, clients).
    pub async fn need<D: Document>(&self, name: &str) -> Result<Option<Stored<D>>, StateError> {
        self.driver.need(D::KIND, name).await?.map(typed).transpose()
    }

    /// All documents that carry all `labels`, sorted by name.
    pub async fn list<D: Document>(&self, labels: &Labels) -> Result<Vec<Stored<D>>, StateError> {
        self.driver.list(D::KIND, &owned(labels)).await?.into_iter().map(typed).collect()
    }

    /// The same, and an empty answer asks the cluster once before it counts.
    pub async fn need_list<D: Document>(&self, labels: &Labels) -> Result<Vec<Stored<D>>, StateError> {
        self.driver.need_list(D::KIND, &owned(labels)).await?.into_iter().map(typed).collect()
    }

    /// Creates under a chosen name; repeating it gives [`StateError::Exists`].
    pub async fn create<D: Document>(&self, name: &str, body: &D) -> Result<Stored<D>, StateError> {
        typed(self.driver.create(D::KIND, Self::raw(name, body)?).await?)
    }

    /// A new document as drivers see it.
    pub(super) fn raw<D: Document>(name: &str, body: &D) -> Result<RawDocument, StateError> {
        check_name(name)?;
        Ok(RawDocument {
            name: name.to_owned(),
            version: Version(String::new()),
            schema: D::KIND.schema,
            labels: owned(&body.labels()),
            body: to_value(body)?,
            expires: body.expires().map(jiff::Timestamp::as_second),
        })
    }

    /// Writes `stored.body` if nobody wrote since `stored.version`.
    pub async fn update<D: Document>(&self, stored: &Stored<D>) -> Result<Stored<D>, StateError> {
        let document = RawDocument {
            name: stored.name.clone(),
            version: stored.version.clone(),
            schema: D::KIND.schema,
            labels: owned(&stored.body.labels()),
            body: merged(&stored.raw, to_value(&stored.body)?),
            expires: stored.body.expires().map(jiff::Timestamp::as_second),
        };
        typed(self.driver.update(D::KIND, document).await?)
    }

    /// Writes whatever is there now: for documents with one writer. Retries a conflict a few times.
    pub async fn put<D: Document>(&self, name: &str, body: &D) -> Result<Stored<D>, StateError> {
        for _ in 0..4 {
            let tried = match self.need::<D>(name).await? {
                Some(stored) => self.update(&stored.with(body.clone())).await,
                None => self.create(name, body).await,
            };
            match tried {
                Err(StateError::Conflict { .. } | StateError::Exists { .. }) => {}
                done => return done,
            }
        }
        Err(StateError::Conflict { kind: D::KIND.name, name: name.to_owned() })
    }

    /// Deletes; with a version only if it still holds.
    pub async fn delete<D: Document>(&self, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        self.driver.delete(D::KIND, name, version).await
    }

    /// Removes at most `limit` documents that expired before `moment`; says how many went. One
    /// that was written meanwhile stays.
    pub async fn remove_expired(&self, moment: jiff::Timestamp, limit: usize) -> Result<usize, StateError> {
        let mut removed = 0;
        for Expired { kind, name, version } in self.driver.expired(moment.as_second(), limit).await? {
            match self.driver.delete(kind, &name, Some(&version)).await {
                Ok(()) => removed += 1,
                Err(StateError::NotFound { .. } | StateError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }

    /// Changes of one kind from now on.
    pub fn watch<D: Document>(&self) -> Changes<D> {
        Changes { receiver: self.driver.watch(), kind: PhantomData }
    }

    /// Whether writes can be expected to succeed just now.
    pub async fn ready(&self) -> Result<(), StateError> {
        self.driver.ready().await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// A typed change.
#[derive(Debug, Clone)]
pub enum Change<D> {
    /// Created or updated.
    Put(Stored<D>),
    /// Deleted: its name.
    Gone(String),
    /// Some changes were missed: read what you need again.
    Reset,
}

/// A running watch on one kind.
pub struct Changes<D> {
    receiver: broadcast::Receiver<RawChange>,
    kind: PhantomData<D>,
}

impl<D: Document> Changes<D> {
    /// The next change; `None` when the store is shut down.
    pub async fn next(&mut self) -> Option<Change<D>> {
        loop {
            match self.receiver.recv().await {
                Ok(RawChange::Put(kind, raw)) if kind == D::KIND => {
                    if let Ok(stored) = typed(raw) {
                        return Some(Change::Put(stored));
                    }
                }
                Ok(RawChange::Gone(kind, name)) if kind == D::KIND => return Some(Change::Gone(name)),
                Ok(RawChange::Reset) | Err(broadcast::error::RecvError::Lagged(_)) => return Some(Change::Reset),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

pub(super) fn typed<D: Document>(raw: RawDocument) -> Result<Stored<D>, StateError> {
    let body = serde_json::from_value(raw.body.clone())
        .map_err(|error| StateError::Invalid(format!("{}/{}: {error}", D::KIND.name, raw.name)))?;
    Ok(Stored { name: raw.name, version: raw.version, body, raw: raw.body })
}

fn to_value<D: Document>(body: &D) -> Result<Value, StateError> {
    serde_json::to_value(body).map_err(|error| StateError::Invalid(error.to_string()))
}

/// The new body over the old one: top-level fields that this release does not know stay.
fn merged(old: &Value, new: Value) -> Value {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let mut all = old.clone();
            all.extend(new);
            Value::Object(all)
        }
        (_, new) => new,
    }
}

fn owned(labels: &Labels) -> Vec<(String, String)> {
    labels.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn check_name(name: &str) -> Result<(), StateError> {
    let fits = !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-');
    if fits { Ok(()) } else { Err(StateError::Invalid(format!("bad document name {name:?}"))) }
}
