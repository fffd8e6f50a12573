//! Who did what: an append-only list on each server, chained by hashes so that a change shows.
//!
//! Each entry's hash covers all entries before it (SHA-256), so whoever changes or removes one
//! must rewrite everything after it, and the last hash kept elsewhere gives him away. Secrets are
//! never recorded: no password, token, cookie or code; callers name things, they do not quote them.

mod event;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

pub use event::{Event, Outcome};

use crate::clock::{Ambient, hex};
use crate::state::StateError;
use crate::state::log::{AppendLog, LogEntry, LogQuery, NewEntry, Verdict};

/// Why the audit list could not be written or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuditError {
    /// The file cannot be written or read (disk full, damaged).
    #[error("audit log: {0}")]
    Log(#[from] StateError),
    /// An entry is not what was written: run the check.
    #[error("audit entry {0} is not readable")]
    Unreadable(u64),
}

/// An event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Place in this server's chain, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// Hash over everything up to here, as hex.
    pub hash: String,
}

/// A page of the list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Entries in the whole log, whatever was searched for.
    pub total: u64,
    /// Give this as `before` for the next page; none on the last.
    pub next: Option<u64>,
    /// The events.
    pub events: Vec<Recorded>,
}

/// What [`Audit::verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// Every hash holds.
    Whole {
        /// Number of entries.
        entries: u64,
        /// Hash of the last one, as hex: kept elsewhere, it proves that nothing was cut off.
        head: String,
    },
    /// The first entry that is missing, was changed, or does not follow from the one before.
    Broken {
        /// Its number.
        number: u64,
    },
}

/// The audit log of this server; cheap to clone.
#[derive(Debug, Clone)]
pub struct Audit {
    log: Arc<AppendLog>,
    ambient: Ambient,
}

impl Audit {
    /// Opens the log at `path`, creating it as needed; `None` keeps it in memory.
    pub async fn open(path: Option<&Path>, ambient: &Ambient) -> Result<Self, AuditError> {
        Ok(Self { log: Arc::new(AppendLog::open(path).await?), ambient: ambient.clone() })
    }

    /// Notes an event, now.
    pub async fn record(&self, event: Event) -> Result<Recorded, AuditError> {
        let at = self.ambient.now();
        let event = event.bounded();
        let entry = NewEntry {
            at: at.as_millisecond(),
            subject: event.who.clone(),
            topic: event.what.clone(),
            body: event.to_json(at),
        };
        recorded(&self.log.append(entry).await?)
    }

    /// A page of at most `limit` events that contain `search`, from before the number `before`.
    pub async fn list(&self, search: Option<&str>, before: Option<u64>, limit: u32) -> Result<Page, AuditError> {
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let query = LogQuery {
            before: before.map(|before| i64::try_from(before).unwrap_or(i64::MAX)),
            text: search.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
            limit: limit + 1,
            ..LogQuery::default()
        };
        let total = unsigned(self.log.count().await?);
        let mut events = self.log.list(query).await?.iter().map(recorded).collect::<Result<Vec<_>, _>>()?;
        let more = events.len() > limit;
        events.truncate(limit);
        let next = events.last().filter(|_| more).map(|event| event.number);
        Ok(Page { total, next, events })
    }

    /// What one person did, newest first.
    pub async fn of(&self, who: &str, before: Option<u64>, limit: u32) -> Result<Vec<Recorded>, AuditError> {
        let query = LogQuery {
            before: before.map(|before| i64::try_from(before).unwrap_or(i64::MAX)),
            subject: Some(who.to_owned()),
            limit: usize::try_from(limit.max(1)).unwrap_or(usize::MAX),
            ..LogQuery::default()
        };
        self.log.list(query).await?.iter().map(recorded).collect()
    }

    /// Recomputes the whole chain.
    pub async fn verify(&self) -> Result<Chain, AuditError> {
        Ok(match self.log.verify().await? {
            Verdict::Whole { entries, head } => Chain::Whole { entries: unsigned(entries), head: hex(&head) },
            Verdict::Broken { sequence } => Chain::Broken { number: unsigned(sequence) },
        })
    }
}

fn recorded(entry: &LogEntry) -> Result<Recorded, AuditError> {
    let number = unsigned(entry.sequence);
    let (at, event) = Event::from_json(&entry.body).ok_or(AuditError::Unreadable(number))?;
    Ok(Recorded { number, at, event, hash: hex(&entry.hash) })
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
