//! Append-only, hash-chained logs in SQLite on this server: the audit log.

use std::path::Path;

use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use super::StateError;
use super::local::{Durability, Local};

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_log.sql")];

/// Rows that one step of [`AppendLog::verify`] reads: other readers get their turn in between.
const VERIFY_STEP: i64 = 2000;

/// SHA-256 over everything up to an entry.
pub type Hash = [u8; SHA256_OUTPUT_LEN];

/// An entry as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Position, from 1, without gaps.
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

/// What to read, newest first.
#[derive(Debug, Clone, Default)]
pub struct LogQuery {
    /// Only entries before this sequence: the next page.
    pub before: Option<i64>,
    /// Only this subject.
    pub subject: Option<String>,
    /// Only topics that begin so.
    pub topic: Option<String>,
    /// Only bodies that contain this text, ASCII letters in either case.
    pub text: Option<String>,
    /// Only entries at or after this moment (milliseconds).
    pub since: Option<i64>,
    /// Only entries before this moment (milliseconds).
    pub until: Option<i64>,
    /// At most so many (0 means 100).
    pub limit: usize,
}

/// What a check of the whole chain found.
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

/// A log that only grows.
pub struct AppendLog {
    local: Local,
}

impl AppendLog {
    /// Opens the log at `path`, creating it as needed; `None` keeps it in memory.
    pub async fn open(path: Option<&Path>) -> Result<Self, StateError> {
        Ok(Self { local: Local::open(path, Durability::Full, MIGRATIONS).await? })
    }

    /// Adds an entry at the end and says what it became.
    pub async fn append(&self, entry: NewEntry) -> Result<LogEntry, StateError> {
        self.local.write(move |connection| append(connection, entry), |_| {}).await
    }

    /// Entries, newest first.
    pub async fn list(&self, query: LogQuery) -> Result<Vec<LogEntry>, StateError> {
        self.local.read(move |connection| list(connection, &query)).await
    }

    /// How many entries there are.
    pub async fn count(&self) -> Result<i64, StateError> {
        self.local
            .read(|connection| {
                // Positions have no gaps, so the last one is the number of entries.
                let mut statement = connection.prepare_cached("SELECT coalesce(max(sequence), 0) FROM entries")?;
                Ok(statement.query_row([], |row| row.get(0))?)
            })
            .await
    }

    /// Entries after `sequence`, oldest first: what is shipped to the other servers.
    pub async fn after(&self, sequence: i64, limit: usize) -> Result<Vec<LogEntry>, StateError> {
        self.local.read(move |connection| after(connection, sequence, limit)).await
    }

    /// Recomputes every hash from the first entry.
    pub async fn verify(&self) -> Result<Verdict, StateError> {
        let (mut last, mut head) = (0, [0; SHA256_OUTPUT_LEN]);
        loop {
            let step = self.after(last, usize::try_from(VERIFY_STEP).unwrap_or(usize::MAX)).await?;
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
        f.write_str("AppendLog")
    }
}

fn append(connection: &Connection, entry: NewEntry) -> Result<LogEntry, StateError> {
    let last = connection
        .prepare_cached("SELECT sequence, hash FROM entries ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Hash>(1)?)))
        .optional()?;
    let (sequence, head) = last.unwrap_or((0, [0; SHA256_OUTPUT_LEN]));
    let (sequence, hash) = (sequence + 1, chained(&head, entry.body.as_bytes()));
    connection
        .prepare_cached("INSERT INTO entries (sequence, at, subject, topic, body, hash) VALUES (?, ?, ?, ?, ?, ?)")?
        .execute(params![sequence, entry.at, entry.subject, entry.topic, entry.body, hash])?;
    Ok(LogEntry { sequence, at: entry.at, body: entry.body, hash })
}

fn list(connection: &Connection, query: &LogQuery) -> Result<Vec<LogEntry>, StateError> {
    let mut text = String::from("SELECT sequence, at, body, hash FROM entries WHERE 1");
    let mut values: Vec<SqlValue> = Vec::new();
    let mut narrow = |condition: &str, value: Option<SqlValue>| {
        if let Some(value) = value {
            text.push_str(condition);
            values.push(value);
        }
    };
    narrow(" AND sequence < ?", query.before.map(SqlValue::from));
    narrow(" AND subject = ?", query.subject.clone().map(SqlValue::from));
    narrow(" AND topic GLOB ?", query.topic.as_deref().map(|topic| format!("{}*", literal(topic)).into()));
    narrow(
        " AND lower(body) GLOB ?",
        query.text.as_deref().map(|text| format!("*{}*", literal(&text.to_ascii_lowercase())).into()),
    );
    narrow(" AND at >= ?", query.since.map(SqlValue::from));
    narrow(" AND at < ?", query.until.map(SqlValue::from));
    text.push_str(" ORDER BY sequence DESC LIMIT ?");
    let limit = if query.limit == 0 { 100 } else { query.limit };
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    rows(connection, &text, values)
}

fn after(connection: &Connection, sequence: i64, limit: usize) -> Result<Vec<LogEntry>, StateError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    rows(
        connection,
        "SELECT sequence, at, body, hash FROM entries WHERE sequence > ? ORDER BY sequence LIMIT ?",
        vec![sequence.into(), limit.into()],
    )
}

fn rows(connection: &Connection, text: &str, values: Vec<SqlValue>) -> Result<Vec<LogEntry>, StateError> {
    let mut statement = connection.prepare_cached(text)?;
    let rows = statement.query_map(params_from_iter(values), |row| {
        Ok(LogEntry { sequence: row.get(0)?, at: row.get(1)?, body: row.get(2)?, hash: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// `text` without special characters of SQLite's GLOB.
fn literal(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut pattern, character| {
        match character {
            '*' | '?' | '[' => pattern.extend(['[', character, ']']),
            _ => pattern.push(character),
        }
        pattern
    })
}

fn chained(previous: &Hash, body: &[u8]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(previous);
    context.update(body);
    let mut hash = [0; SHA256_OUTPUT_LEN];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
