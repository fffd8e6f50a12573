//! Pages of the list, and where the next one begins.

use std::fmt;
use std::str::FromStr;

use super::Recorded;
use crate::state::log::{LogEntry, Place};

/// A page of the list of all servers, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Entries that contain what was searched for, on all pages.
    pub total: u64,
    /// Give this as `before` for the next page; none on the last.
    pub next: Option<Cursor>,
    /// The events.
    pub events: Vec<Recorded>,
}

/// A place in the list of all servers: the same on every server, whatever comes in later. As text it
/// is `<milliseconds>-<log>-<number>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub(super) Place);

/// The text is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no place in the list")]
pub struct NoCursor;

impl Cursor {
    pub(super) fn of(entry: &LogEntry) -> Self {
        Self(Place { at: entry.at, log: entry.log.clone(), sequence: entry.sequence })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.0.at, self.0.log, self.0.sequence)
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let mut parts = text.splitn(3, '-');
        let (at, log, sequence) = (parts.next(), parts.next(), parts.next());
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok()).ok_or(NoCursor);
        let log = log.filter(|log| !log.is_empty() && log.bytes().all(|byte| byte.is_ascii_hexdigit()));
        Ok(Self(Place { at: number(at)?, log: log.ok_or(NoCursor)?.to_owned(), sequence: number(sequence)? }))
    }
}
