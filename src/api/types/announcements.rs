//! Announcements: one sentence from the administrators on everybody's desk.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Text;

/// How much an announcement matters. An outage interrupts a screen reader, the others wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    #[default]
    News,
    /// Something will change or be slow.
    Warning,
    /// Something does not work.
    Outage,
}

/// An announcement. A text in one language alone is shown in both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Announcement {
    /// Identifier, made by the server.
    pub id: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it says, up to 300 characters in each language.
    pub text: Text,
    /// From when on it shows (RFC 3339); none = at once.
    pub starts: Option<String>,
    /// Until when it shows (RFC 3339); none = until it is withdrawn.
    pub ends: Option<String>,
    /// Groups by name or identifier; none = everybody.
    pub groups: Vec<String>,
    /// When it was made (RFC 3339), noted by the server.
    pub made: String,
    /// The reader has put it away; only `GET /me/announcements?read=true` tells it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read: bool,
}
