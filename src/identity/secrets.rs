//! Identity's own sealed documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::{Document, Kind, kinds};

/// Name of the document with the directory's password.
pub(super) const DIRECTORY: &str = "directory";

/// The passwords of the directories' service accounts.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct DirectoryPassword {
    /// The first domain's.
    pub directory_password: String,
    /// Those of further domains, by DNS name.
    #[serde(default)]
    pub more: BTreeMap<String, String>,
}

impl Document for DirectoryPassword {
    const KIND: Kind = kinds::SECRET;
}
