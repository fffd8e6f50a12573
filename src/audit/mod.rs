//! Who did what: an append-only list on each server, chained by hashes so that a change shows.
//!
//! Each entry's hash covers all entries before it (SHA-256), so whoever changes or removes one
//! must rewrite everything after it, and the last hash kept elsewhere gives him away: the servers
//! ship each other their lists ([`shipping`]), and any of them shows all. Secrets are never recorded:
//! no password, token, cookie or code; callers name things, they do not quote them.

mod event;
mod page;
pub mod shipping;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

pub use event::{Event, Outcome};
pub use page::{Cursor, Page};

use crate::clock::{Ambient, hex};
use crate::state::StateError;
use crate::state::log::{AppendLog, LogEntry, LogQuery, NewEntry, Verdict};

/// Why the audit list could not be written or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuditError {
    /// The file cannot be written or read (disk full, damaged).
    #[error("audit log: {0}")]
    Log(#[from] StateError),
}

/// An event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The server that wrote it.
    pub server: String,
    /// Place in that server's chain, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// Hash over everything up to here, as hex.
    pub hash: String,
    /// Where it stands in the list of all servers.
    pub cursor: Cursor,
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

/// A server whose list does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The server that wrote it.
    pub server: String,
    /// The first entry that is missing or was changed.
    pub number: u64,
}

/// The audit list of this server, with what the others shipped; cheap to clone.
#[derive(Debug, Clone)]
pub struct Audit {
    log: Arc<AppendLog>,
    ambient: Ambient,
    server: Arc<str>,
    /// Where our own chain was found broken.
    damaged: Arc<Mutex<Option<u64>>>,
}

impl Audit {
    /// Opens the log at `path`, creating it as needed; `None` keeps it in memory.
    pub async fn open(path: Option<&Path>, ambient: &Ambient) -> Result<Self, AuditError> {
        Ok(Self {
            log: Arc::new(AppendLog::open(path).await?),
            ambient: ambient.clone(),
            server: Arc::from(""),
            damaged: Arc::default(),
        })
    }

    /// The same, written under this server's name.
    #[must_use]
    pub fn on_server(self, name: &str) -> Self {
        Self { server: Arc::from(name), ..self }
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
        Ok(recorded(&self.log.append(entry).await?, self.server.to_string()))
    }

    /// A page of at most `limit` events of all servers that contain `search`, from before a cursor.
    pub async fn list(&self, search: Option<&str>, before: Option<Cursor>, limit: u32) -> Result<Page, AuditError> {
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX - 1);
        let query = LogQuery {
            text: search.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
            ..LogQuery::default()
        };
        let total = unsigned(self.log.count(query.clone()).await?);
        let before = before.map(|cursor| cursor.0);
        let mut events = self.read(LogQuery { before, limit: limit + 1, ..query }).await?;
        let more = events.len() > limit;
        events.truncate(limit);
        let next = events.last().filter(|_| more).map(|event| event.cursor.clone());
        Ok(Page { total, next, events })
    }

    /// What one person did, newest first.
    pub async fn of(&self, who: &str, before: Option<Cursor>, limit: u32) -> Result<Vec<Recorded>, AuditError> {
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let before = before.map(|cursor| cursor.0);
        self.read(LogQuery { before, subject: Some(who.to_owned()), limit, ..LogQuery::default() }).await
    }

    /// Events whose word begins with `what` and that contain `text`, of all servers, newest first.
    pub async fn about(&self, what: &str, text: &str, limit: u32) -> Result<Vec<Recorded>, AuditError> {
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let (topic, text) = (Some(what.to_owned()), Some(text.to_owned()));
        self.read(LogQuery { topic, text, limit, ..LogQuery::default() }).await
    }

    async fn read(&self, query: LogQuery) -> Result<Vec<Recorded>, AuditError> {
        let entries = self.log.list(query).await?;
        let heads = self.log.heads(&self.server).await?;
        let server = |log: &str| heads.iter().find(|head| head.log == log).map(|head| head.server.clone());
        Ok(entries.iter().map(|entry| recorded(entry, server(&entry.log).unwrap_or_default())).collect())
    }

    /// Recomputes this server's whole chain.
    pub async fn verify(&self) -> Result<Chain, AuditError> {
        Ok(match self.log.verify(self.log.name()).await? {
            Verdict::Whole { entries, head } => Chain::Whole { entries: unsigned(entries), head: hex(&head) },
            Verdict::Broken { sequence } => Chain::Broken { number: unsigned(sequence) },
        })
    }

    /// Recomputes every chain that is here, and remembers what does not hold, see [`Self::damage`].
    pub async fn check(&self) -> Result<(), AuditError> {
        for head in self.log.heads(&self.server).await? {
            let verdict = self.log.verify(&head.log).await?;
            match verdict {
                Verdict::Broken { sequence } if head.log == self.log.name() => self.note_damage(unsigned(sequence)),
                Verdict::Broken { sequence } => self.log.mark(&head.log, Some(sequence)).await?,
                Verdict::Whole { .. } => {}
            }
        }
        Ok(())
    }

    /// The first server whose list was changed or cut, as far as is known here.
    pub async fn damage(&self) -> Result<Option<Damage>, AuditError> {
        let own = *self.damaged.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = own {
            return Ok(Some(Damage { server: self.server.to_string(), number }));
        }
        let broken = self.log.broken().await?.into_iter().next();
        Ok(broken.map(|broken| Damage { server: broken.server, number: unsigned(broken.sequence) }))
    }

    fn note_damage(&self, number: u64) {
        let mut damaged = self.damaged.lock().unwrap_or_else(PoisonError::into_inner);
        if *damaged != Some(number) {
            tracing::error!(audit.number = number, "audit list of this server was changed or cut");
            *damaged = Some(number);
        }
    }
}

fn recorded(entry: &LogEntry, server: String) -> Recorded {
    let (at, event) = Event::from_json(&entry.body)
        .unwrap_or_else(|| (Timestamp::from_millisecond(entry.at).unwrap_or_default(), Event::unreadable()));
    Recorded { server, number: unsigned(entry.sequence), at, event, hash: hex(&entry.hash), cursor: Cursor::of(entry) }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
