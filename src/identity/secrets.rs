//! Identity's own sealed documents.

use serde::{Deserialize, Serialize};

use crate::state::{Document, Kind, kinds};

/// Name of the document with the directory's password.
pub(super) const DIRECTORY: &str = "directory";

/// The password of the directory's service account.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct DirectoryPassword {
    pub directory_password: String,
}

impl Document for DirectoryPassword {
    const KIND: Kind = kinds::SECRET;
}
