//! Append-only, hash-chained logs in SQLite on this server: the audit log.
//!
//! A server writes its own log and keeps copies of the others' ([`copies`]); a list shows all of
//! them by time ([`list`]). Each log has a name of its own, made with its file.

mod copies;
mod list;

use std::path::Path;

use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter, types::Value as SqlValue};

use super::StateError;
use super::local::{Durability, Local};

pub use copies::{BrokenLog, LogHead, ShippedEntry};
pub use list::{LogQuery, Place};

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_log.sql"), include_str!("migrations/0002_log.sql")];

/// Rows that one step of [`AppendLog::verify`] reads: other readers get their turn in between.
const VERIFY_STEP: usize = 2000;

/// SHA-256 over everything up to an entry.
pub type Hash = [u8; SHA256_OUTPUT_LEN];

/// An entry as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The log that it stands in.
    pub log: String,
    /// Position in it, from 1, without gaps.
    pub sequence: i64,
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Its content: the JSON text that the hash covers.
    pub body: String,
    /// SHA-256(previous hash ‖ body).
    pub hash: Hash,
}

/// An entry to append.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Who, for filtering; part of `body` as well.
    pub subject: String,
    /// What, for filtering; part of `body` as well.
    pub topic: String,
    /// Canonical JSON.
    pub body: String,
}

/// What a check of a whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every hash holds: the number of entries and the last hash, to be kept elsewhere.
    Whole {
        /// Entries in the log.
        entries: i64,
        /// Hash of the last one.
        head: Hash,
    },
    /// The entry at this sequence is missing, was changed or does not follow from the one before.
    Broken {
        /// Where the chain breaks first.
        sequence: i64,
    },
}

/// A log that only grows, and copies of others.
pub struct AppendLog {
    local: Local,
    name: String,
}

impl AppendLog {
    /// Opens the log at `path`, creating it as needed; `None` keeps it in memory.
    pub async fn open(path: Option<&Path>) -> Result<Self, StateError> {
        let local = Local::open(path, Durability::Full, MIGRATIONS).await?;
        let name = local.read(|connection| Ok(connection.query_row("SELECT log FROM own", [], |row| row.get(0))?));
        let name = name.await?;
        Ok(Self { local, name })
    }

    /// The name of this very log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds an entry at the end and says what it became.
    pub async fn append(&self, entry: NewEntry) -> Result<LogEntry, StateError> {
        let name = self.name.clone();
        self.local.write(move |connection| append(connection, name, entry), |_| {}).await
    }

    /// Recomputes every hash of a log, our own or a copy, from its first entry.
    pub async fn verify(&self, log: &str) -> Result<Verdict, StateError> {
        let (mut last, mut head) = (0, [0; SHA256_OUTPUT_LEN]);
        loop {
            let (own, log) = (log == self.name, log.to_owned());
            let step = self.local.read(move |connection| after(connection, &log, own, last, VERIFY_STEP)).await?;
            if step.is_empty() {
                return Ok(Verdict::Whole { entries: last, head });
            }
            for entry in step {
                last += 1;
                let expected = chained(&head, entry.body.as_bytes());
                if entry.sequence != last || entry.hash != expected {
                    return Ok(Verdict::Broken { sequence: last });
                }
                head = expected;
            }
        }
    }
}

impl std::fmt::Debug for AppendLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppendLog").field("name", &self.name).finish_non_exhaustive()
    }
}

fn append(connection: &Connection, log: String, entry: NewEntry) -> Result<LogEntry, StateError> {
    let (last, head) = own_head(connection)?;
    let (sequence, hash) = (last + 1, chained(&head, entry.body.as_bytes()));
    connection
        .prepare_cached("INSERT INTO entries (sequence, at, subject, topic, body, hash) VALUES (?, ?, ?, ?, ?, ?)")?
        .execute(params![sequence, entry.at, entry.subject, entry.topic, entry.body, hash])?;
    Ok(LogEntry { log, sequence, at: entry.at, body: entry.body, hash })
}

/// The last entry of our own log; an empty one ends in zeros at 0.
fn own_head(connection: &Connection) -> Result<(i64, Hash), StateError> {
    let mut statement =
        connection.prepare_cached("SELECT sequence, hash FROM entries ORDER BY sequence DESC LIMIT 1")?;
    let last = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(last.unwrap_or((0, [0; SHA256_OUTPUT_LEN])))
}

/// Entries of one log after `sequence`, oldest first.
fn after(
    connection: &Connection,
    log: &str,
    own: bool,
    sequence: i64,
    limit: usize,
) -> Result<Vec<LogEntry>, StateError> {
    let table = if own { "(SELECT ?1 AS log, * FROM entries)" } else { "copies" };
    let text = format!(
        "SELECT log, sequence, at, body, hash FROM {table} WHERE log = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    rows(connection, &text, vec![log.to_owned().into(), sequence.into(), limit.into()])
}

fn rows(connection: &Connection, text: &str, values: Vec<SqlValue>) -> Result<Vec<LogEntry>, StateError> {
    let mut statement = connection.prepare_cached(text)?;
    let read = |row: &Row<'_>| {
        Ok(LogEntry { log: row.get(0)?, sequence: row.get(1)?, at: row.get(2)?, body: row.get(3)?, hash: row.get(4)? })
    };
    Ok(statement.query_map(params_from_iter(values), read)?.collect::<Result<_, _>>()?)
}

fn chained(previous: &Hash, body: &[u8]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(previous);
    context.update(body);
    let mut hash = [0; SHA256_OUTPUT_LEN];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
