//! How far the set-up is, as a document.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state::{Document, Kind, kinds};

/// Name of the document.
pub(super) const SETUP: &str = "setup";

/// How far the set-up is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Progress {
    /// Finished: the code is used up.
    pub done: bool,
    /// Digest of the code, so that every server knows it.
    pub code: Option<String>,
    /// Open sessions.
    pub sessions: Vec<Session>,
    /// `fr` or `en`.
    pub language: Option<String>,
    /// Name of the company.
    pub company: Option<String>,
    /// D.
    pub domain: Option<String>,
    /// `own` or `upload`.
    pub certificate: Option<String>,
    /// Sign-in name of the first administrator.
    pub admin: Option<String>,
    /// DNS name of the directory.
    pub directory: Option<String>,
}

/// A browser that gave the right code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Session {
    /// Digest of its token.
    pub token: String,
    /// When it ends.
    pub expires: Timestamp,
}

impl Document for Progress {
    const KIND: Kind = kinds::SETTING;
}

impl Progress {
    /// The first step that is not done. The directory may be left for later.
    pub fn next(&self) -> &'static str {
        match self {
            Self { done: true, .. } => "finish",
            Self { language: None, .. } => "language",
            Self { domain: None, .. } => "domain",
            Self { certificate: None, .. } => "certificate",
            Self { admin: None, .. } => "admin",
            Self { directory: None, .. } => "directory",
            _ => "finish",
        }
    }

    /// The required step that is missing, if any.
    pub fn missing(&self) -> Option<&'static str> {
        match self.next() {
            "directory" | "finish" => None,
            step => Some(step),
        }
    }
}
