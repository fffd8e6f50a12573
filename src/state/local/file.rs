//! Opening a database: pragmas, migrations.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::StateError;

/// What must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::state) enum Durability {
    /// Every acknowledged write: this file is the only place.
    Full,
    /// A sound file; the last writes come again from the cluster.
    Copy,
}

/// A connection that writes, after all migrations.
pub(super) fn open(path: Option<&Path>, durability: Durability, migrations: &[&str]) -> Result<Connection, StateError> {
    let mut connection = match path {
        Some(path) => Connection::open(path),
        None => Connection::open_in_memory(),
    }?;
    settle(&connection, 512)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", if durability == Durability::Full { "full" } else { "normal" })?;
    connection.pragma_update(None, "journal_size_limit", 4 << 20)?;
    migrate(&mut connection, migrations)?;
    Ok(connection)
}

/// A connection for reads only.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection, StateError> {
    let connection = Connection::open(path)?;
    settle(&connection, 256)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn settle(connection: &Connection, cache_kib: i32) -> Result<(), StateError> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(())
}

/// Brings the file to the newest migration: each one in its own transaction, in order, once.
fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), StateError> {
    let done: usize = connection
        .query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))
        .map(|done| usize::try_from(done).unwrap_or(usize::MAX))?;
    if done > migrations.len() {
        return Err(StateError::Local(format!("the database is of a newer release (migration {done})")));
    }
    for (index, migration) in migrations.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_run_once_and_a_newer_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let migrations = ["CREATE TABLE a (x)", "CREATE TABLE b (x)"];
        drop(open(Some(&path), Durability::Full, &migrations[..1]).unwrap());
        drop(open(Some(&path), Durability::Full, &migrations).unwrap());
        drop(open(Some(&path), Durability::Full, &migrations).unwrap());
        assert!(matches!(open(Some(&path), Durability::Full, &migrations[..1]), Err(StateError::Local(_))));
    }

    #[test]
    fn a_migration_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        assert!(open(Some(&path), Durability::Full, &["CREATE TABLE a (x); CREATE TABLE a (x)"]).is_err());
        drop(open(Some(&path), Durability::Full, &["CREATE TABLE a (x)"]).unwrap());
    }
}
