//! The audit list.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who did what, when, with what result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventEntry {
    /// Place in the chain of the server that wrote it.
    pub number: u64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who: a person's name, `root@server`, or `system`.
    pub who: String,
    /// What, as a stable word: `app.install`, `sign-in`.
    pub what: String,
    /// The same in the reader's language.
    pub sentence: String,
    /// On what: an app, a person, a setting.
    pub object: Option<String>,
    /// Through which client.
    pub client: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// `done`, `refused` or `failed`.
    pub result: String,
    /// The true reason, for administrators.
    pub detail: Option<String>,
    /// Server that wrote it.
    pub server: String,
}
