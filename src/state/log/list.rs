//! One list of all logs, newest first.
//!
//! Entries stand in the order (moment, log, sequence), which no later arrival changes: a page that
//! goes on from an entry's place says nothing twice.

use std::cmp::Ordering;

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, params_from_iter};

use super::{AppendLog, LogEntry, rows};
use crate::state::StateError;

/// Where an entry stands in the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Milliseconds since the epoch.
    pub at: i64,
    /// Its log.
    pub log: String,
    /// Its position there.
    pub sequence: i64,
}

/// What to read, newest first.
#[derive(Debug, Clone, Default)]
pub struct LogQuery {
    /// Only entries before this place: the next page.
    pub before: Option<Place>,
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

impl AppendLog {
    /// Entries of all logs, newest first.
    pub async fn list(&self, query: LogQuery) -> Result<Vec<LogEntry>, StateError> {
        let own = self.name.clone();
        self.local.read(move |connection| list(connection, &own, &query)).await
    }

    /// How many entries a query is about, on all its pages.
    pub async fn count(&self, query: LogQuery) -> Result<i64, StateError> {
        self.local
            .read(move |connection| {
                let (wanted, values) = narrowed(&query);
                let mut count = 0;
                for table in ["entries", "copies"] {
                    let text = format!("SELECT count(*) FROM {table} WHERE 1{wanted}");
                    let mut statement = connection.prepare_cached(&text)?;
                    count += statement.query_row(params_from_iter(values.clone()), |row| row.get::<_, i64>(0))?;
                }
                Ok(count)
            })
            .await
    }
}

fn list(connection: &Connection, own: &str, query: &LogQuery) -> Result<Vec<LogEntry>, StateError> {
    let limit = if query.limit == 0 { 100 } else { query.limit };
    let (wanted, values) = narrowed(query);
    let mut found = Vec::new();
    for table in ["entries", "copies"] {
        let (log, order) = if table == "copies" { ("log", "at DESC, log DESC") } else { ("'' AS log", "at DESC") };
        let mut values = values.clone();
        let place = query.before.as_ref().map_or("", |place| before(place, own, table == "copies", &mut values));
        values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let text = format!(
            "SELECT {log}, sequence, at, body, hash FROM {table} WHERE 1{wanted}{place} \
             ORDER BY {order}, sequence DESC LIMIT ?"
        );
        found.extend(rows(connection, &text, values)?);
    }
    for entry in found.iter_mut().filter(|entry| entry.log.is_empty()) {
        own.clone_into(&mut entry.log);
    }
    found.sort_by(|a, b| (b.at, &b.log, b.sequence).cmp(&(a.at, &a.log, a.sequence)));
    found.truncate(limit);
    Ok(found)
}

/// The condition for entries before a place; our own log stands where its name puts it.
fn before(place: &Place, own: &str, copies: bool, values: &mut Vec<SqlValue>) -> &'static str {
    values.push(place.at.into());
    if copies {
        values.extend([place.log.clone().into(), place.sequence.into()]);
        return " AND (at, log, sequence) < (?, ?, ?)";
    }
    match own.cmp(&place.log) {
        Ordering::Less => " AND at <= ?",
        Ordering::Greater => " AND at < ?",
        Ordering::Equal => {
            values.push(place.sequence.into());
            " AND (at, sequence) < (?, ?)"
        }
    }
}

/// Conditions and their values, without the place.
fn narrowed(query: &LogQuery) -> (String, Vec<SqlValue>) {
    let mut text = String::new();
    let mut values: Vec<SqlValue> = Vec::new();
    let mut narrow = |condition: &str, value: Option<SqlValue>| {
        if let Some(value) = value {
            text.push_str(condition);
            values.push(value);
        }
    };
    narrow(" AND subject = ?", query.subject.clone().map(SqlValue::from));
    narrow(" AND topic GLOB ?", query.topic.as_deref().map(|topic| format!("{}*", literal(topic)).into()));
    narrow(
        " AND lower(body) GLOB ?",
        query.text.as_deref().map(|text| format!("*{}*", literal(&text.to_ascii_lowercase())).into()),
    );
    narrow(" AND at >= ?", query.since.map(SqlValue::from));
    narrow(" AND at < ?", query.until.map(SqlValue::from));
    (text, values)
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
