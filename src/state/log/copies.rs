//! Copies of the other servers' logs: taken only where they follow from what is here already.
//!
//! A copy is evidence: who changes a log on its own server cannot change what the others hold, and
//! the next entry that they are shipped does not follow any more.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{AppendLog, Hash, LogEntry, after, chained, own_head};
use crate::state::StateError;

/// How far a log is known somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// The log.
    pub log: String,
    /// The server that writes it.
    pub server: String,
    /// Its last entry.
    pub last: i64,
}

/// An entry from elsewhere, with what lists filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedEntry {
    /// The entry.
    pub entry: LogEntry,
    /// Who.
    pub subject: String,
    /// What.
    pub topic: String,
}

/// A log whose chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLog {
    /// The log; our own is named here as well.
    pub log: String,
    /// The server that writes it.
    pub server: String,
    /// The first entry that does not follow.
    pub sequence: i64,
}

impl AppendLog {
    /// How far every log is known here, our own under the name `server`.
    pub async fn heads(&self, server: &str) -> Result<Vec<LogHead>, StateError> {
        let (own, server) = (self.name.clone(), server.to_owned());
        self.local
            .read(move |connection| {
                let mut heads = vec![LogHead { log: own, server, last: own_head(connection)?.0 }];
                let mut statement = connection.prepare_cached(
                    "SELECT log, server, (SELECT coalesce(max(sequence), 0) FROM copies WHERE copies.log = logs.log) \
                     FROM logs ORDER BY log",
                )?;
                let others = statement
                    .query_map([], |row| Ok(LogHead { log: row.get(0)?, server: row.get(1)?, last: row.get(2)? }))?;
                for head in others {
                    heads.push(head?);
                }
                Ok(heads)
            })
            .await
    }

    /// At most `limit` entries of any log after what is `known` elsewhere, oldest first in each log.
    pub async fn beyond(&self, known: BTreeMap<String, i64>, limit: usize) -> Result<Vec<LogEntry>, StateError> {
        let own = self.name.clone();
        let heads = self.heads("").await?;
        self.local
            .read(move |connection| {
                let mut found = Vec::new();
                for head in heads {
                    let from = known.get(&head.log).copied().unwrap_or(0).max(0);
                    let room = limit - found.len();
                    if from < head.last && room > 0 {
                        found.extend(after(connection, &head.log, head.log == own, from, room)?);
                    }
                }
                Ok(found)
            })
            .await
    }

    /// Takes what follows from what is here; what is here already is passed over. Says how many
    /// entries were new. A log that does not follow is noted as broken, and no further entry of it is
    /// taken until one does.
    pub async fn take(
        &self,
        servers: BTreeMap<String, String>,
        entries: Vec<ShippedEntry>,
    ) -> Result<usize, StateError> {
        let own = self.name.clone();
        let work = move |connection: &Connection| {
            let mut taken = 0;
            let mut refused = Vec::new();
            for shipped in entries {
                let log = &shipped.entry.log;
                if *log == own || refused.contains(log) {
                    continue;
                }
                let server = servers.get(log).map_or("", String::as_str);
                connection
                    .prepare_cached("INSERT INTO logs (log, server) VALUES (?, ?) ON CONFLICT DO NOTHING")?
                    .execute(params![log, server])?;
                match take(connection, &shipped)? {
                    Taken::New => taken += 1,
                    Taken::Known => {}
                    Taken::Broken => refused.push(log.clone()),
                }
            }
            Ok(taken)
        };
        self.local.write(work, |_| {}).await
    }

    /// Notes where a copy is broken, or that it holds.
    pub async fn mark(&self, log: &str, broken: Option<i64>) -> Result<(), StateError> {
        let log = log.to_owned();
        self.local.write(move |connection| mark(connection, &log, broken), |()| {}).await
    }

    /// The copies that are broken; of each server only its newest log counts.
    pub async fn broken(&self) -> Result<Vec<BrokenLog>, StateError> {
        self.local
            .read(|connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT log, server, broken FROM logs WHERE broken IS NOT NULL AND NOT EXISTS ( \
                         SELECT 1 FROM logs AS newer WHERE newer.server = logs.server AND newer.log <> logs.log \
                         AND (SELECT max(at) FROM copies WHERE copies.log = newer.log) \
                           > (SELECT coalesce(max(at), 0) FROM copies WHERE copies.log = logs.log)) \
                     ORDER BY server",
                )?;
                let broken = statement.query_map([], |row| {
                    Ok(BrokenLog { log: row.get(0)?, server: row.get(1)?, sequence: row.get(2)? })
                })?;
                Ok(broken.collect::<Result<_, _>>()?)
            })
            .await
    }
}

enum Taken {
    New,
    Known,
    Broken,
}

fn take(connection: &Connection, shipped: &ShippedEntry) -> Result<Taken, StateError> {
    let ShippedEntry { entry, subject, topic } = shipped;
    let hash_at = |sequence: i64| -> Result<Option<Hash>, StateError> {
        let mut statement = connection.prepare_cached("SELECT hash FROM copies WHERE log = ? AND sequence = ?")?;
        Ok(statement.query_row(params![entry.log, sequence], |row| row.get(0)).optional()?)
    };
    if let Some(known) = hash_at(entry.sequence)? {
        if known == entry.hash {
            return Ok(Taken::Known);
        }
        mark(connection, &entry.log, Some(entry.sequence))?;
        return Ok(Taken::Broken);
    }
    let previous = if entry.sequence == 1 { Some(Hash::default()) } else { hash_at(entry.sequence - 1)? };
    if previous.is_none_or(|previous| chained(&previous, entry.body.as_bytes()) != entry.hash) {
        mark(connection, &entry.log, Some(entry.sequence))?;
        return Ok(Taken::Broken);
    }
    connection
        .prepare_cached(
            "INSERT INTO copies (log, sequence, at, subject, topic, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![entry.log, entry.sequence, entry.at, subject, topic, entry.body, entry.hash])?;
    // Another server had the right entry: what was shipped before was not what its author wrote.
    connection
        .prepare_cached("UPDATE logs SET broken = NULL WHERE log = ? AND broken = ?")?
        .execute(params![entry.log, entry.sequence])?;
    Ok(Taken::New)
}

fn mark(connection: &Connection, log: &str, broken: Option<i64>) -> Result<(), StateError> {
    connection
        .prepare_cached("UPDATE logs SET broken = ?1 WHERE log = ?2 AND broken IS NOT ?1")?
        .execute(params![broken, log])?;
    Ok(())
}
