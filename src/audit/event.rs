//! What an entry says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest text in a field: an entry is a line, not a document.
const MAX_TEXT: usize = 500;

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was not allowed, or not right.
    Refused,
    /// It broke off.
    Failed,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        })
    }
}

/// Who did what, on what, from where, with what result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// A person's name, `root@server` or `system`.
    pub who: String,
    /// A stable word such as `app.install`, `sign-in`.
    pub what: String,
    /// An app, a person, a setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The `OpenID` client or program that it came through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The network address that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How it ended.
    pub result: Outcome,
    /// The true reason, for administrators; never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The stored form: fields in this order, so the text is canonical.
#[derive(Serialize, Deserialize)]
struct Line {
    at: Timestamp,
    #[serde(flatten)]
    event: Event,
}

impl Event {
    /// The event without control characters and with no text longer than a line.
    pub(super) fn bounded(self) -> Self {
        let line = |text: String| -> String {
            text.chars().filter(|character| !character.is_control()).take(MAX_TEXT).collect()
        };
        Self {
            who: line(self.who),
            what: line(self.what),
            object: self.object.map(line),
            client: self.client.map(line),
            address: self.address.map(line),
            result: self.result,
            detail: self.detail.map(line),
        }
    }

    pub(super) fn to_json(&self, at: Timestamp) -> String {
        serde_json::to_string(&Line { at, event: self.clone() }).unwrap_or_default()
    }

    pub(super) fn from_json(text: &str) -> Option<(Timestamp, Self)> {
        let line: Line = serde_json::from_str(text).ok()?;
        Some((line.at, line.event))
    }

    /// What stands in the list for an entry that nobody can read any more.
    pub(super) fn unreadable() -> Self {
        Self {
            who: "?".to_owned(),
            what: "audit.unreadable".to_owned(),
            object: None,
            client: None,
            address: None,
            result: Outcome::Failed,
            detail: None,
        }
    }
}
