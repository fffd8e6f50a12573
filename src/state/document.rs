//! What a document is: a kind, a name, a version, a typed body.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Index of a document: values are found by [`super::Store::list`]. Keys and values follow the
/// rules of Kubernetes labels (≤ 63 of `[A-Za-z0-9._-]`); use a digest for anything else.
pub type Labels = BTreeMap<&'static str, String>;

/// Opaque version of a stored document; every write changes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub String);

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind {
    /// Kubernetes kind, in the group `unidash.app`.
    pub name: &'static str,
    /// Lower-case plural: the CRD's resource name and the table's key.
    pub plural: &'static str,
    /// Version of the body's shape; a document with a higher one is never overwritten.
    pub schema: u32,
    /// Kept as a Kubernetes `Secret` and sealed in SQLite.
    pub secret: bool,
}

/// A typed document body.
pub trait Document: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Its kind, from [`super::kinds`].
    const KIND: Kind;

    /// Index values, see [`Labels`].
    fn labels(&self) -> Labels {
        Labels::new()
    }

    /// After this moment a job removes it; until then it counts.
    fn expires(&self) -> Option<Timestamp> {
        None
    }
}

/// A document as it is stored: the body plus name and version.
#[derive(Debug, Clone)]
pub struct Stored<D> {
    /// Its name, unique in its kind: ≤ 63 of `[a-z0-9-]`.
    pub name: String,
    /// Version to state in an update or delete.
    pub version: Version,
    /// The typed content.
    pub body: D,
    /// The content as stored: fields that this release does not know survive an update.
    pub(super) raw: Value,
}

impl<D> Stored<D> {
    /// The same document with another body, ready for [`super::Store::update`].
    #[must_use]
    pub fn with(&self, body: D) -> Self {
        Self { name: self.name.clone(), version: self.version.clone(), body, raw: self.raw.clone() }
    }
}

/// A document whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The version that expired: one written meanwhile stays.
    pub version: Version,
}
