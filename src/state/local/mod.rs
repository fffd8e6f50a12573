//! The SQLite file: one thread that writes, two that read, nothing on the async threads.

pub(super) mod documents;
mod file;

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::StateError;
pub(super) use file::Durability;

/// Writes that share one commit at most.
const BATCH: usize = 64;
const READERS: usize = 2;

/// Told whether the commit that holds the job's work succeeded; answers the caller.
type Reply = Box<dyn FnOnce(Result<(), StateError>) + Send>;
/// Work of the writing thread; gets the error instead of a connection if none can be had.
type WriteJob = Box<dyn FnOnce(Result<&Connection, StateError>) -> Reply + Send>;
type ReadJob = Box<dyn FnOnce(&Connection) + Send>;

/// An open database; closes when the last handle is dropped.
pub(super) struct Local {
    writer: Sender<WriteJob>,
    /// `None` in memory: the one connection serves reads as well.
    readers: Option<Sender<ReadJob>>,
}

impl Local {
    /// Opens (and creates) the database and brings it to the newest migration.
    pub(super) async fn open(
        path: Option<&Path>,
        durability: Durability,
        migrations: &'static [&'static str],
    ) -> Result<Self, StateError> {
        let path = path.map(Path::to_owned);
        let opened = tokio::task::spawn_blocking(move || {
            let writer = file::open(path.as_deref(), durability, migrations)?;
            let readers = match path {
                Some(path) => (0..READERS).map(|_| file::open_for_reading(&path)).collect::<Result<Vec<_>, _>>()?,
                None => Vec::new(),
            };
            Ok::<_, StateError>((writer, readers))
        });
        let (writer, readers) = opened.await.map_err(|error| StateError::Local(error.to_string()))??;
        Ok(Self { writer: start_writer(writer)?, readers: start_readers(readers)? })
    }

    /// Runs `work` on a reading connection.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, StateError> {
        let Some(readers) = &self.readers else {
            return self.write(work, |_| {}).await;
        };
        let (answer, answered) = oneshot::channel();
        let job: ReadJob = Box::new(move |connection| {
            let _ = answer.send(work(connection));
        });
        readers.send(job).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// Runs `work` in a transaction; once that is committed, `then` sees the result, in the order
    /// of the commits, and only afterwards the caller does.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StateError> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, StateError> {
        let (answer, answered) = oneshot::channel();
        let job: WriteJob = Box::new(move |connection| {
            let result = connection.and_then(|connection| in_savepoint(connection, work));
            Box::new(move |committed| {
                let result = result.and_then(|value| committed.map(|()| value));
                if let Ok(value) = &result {
                    then(value);
                }
                let _ = answer.send(result);
            })
        });
        self.writer.send(job).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

fn start_writer(connection: Connection) -> Result<Sender<WriteJob>, StateError> {
    let (sender, receiver) = mpsc::channel();
    thread("state-write", move || write_batches(&connection, &receiver))?;
    Ok(sender)
}

fn start_readers(connections: Vec<Connection>) -> Result<Option<Sender<ReadJob>>, StateError> {
    if connections.is_empty() {
        return Ok(None);
    }
    let (sender, receiver) = mpsc::channel::<ReadJob>();
    let receiver = Arc::new(Mutex::new(receiver));
    for connection in connections {
        let receiver = receiver.clone();
        thread("state-read", move || {
            loop {
                let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(job) = job else { break };
                job(&connection);
            }
        })?;
    }
    Ok(Some(sender))
}

/// Whatever waits is written with one commit: a busy moment costs one sync, not one per document.
fn write_batches(connection: &Connection, receiver: &Receiver<WriteJob>) {
    while let Ok(first) = receiver.recv() {
        if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
            first(Err(error.into()))(Ok(()));
            continue;
        }
        let mut replies = vec![first(Ok(connection))];
        // A full disk rolls the whole transaction back by itself: nothing more may join it.
        while replies.len() < BATCH && !connection.is_autocommit() {
            let Ok(next) = receiver.try_recv() else { break };
            replies.push(next(Ok(connection)));
        }
        let committed = commit(connection);
        for reply in replies {
            reply(committed.clone());
        }
    }
}

fn commit(connection: &Connection) -> Result<(), StateError> {
    if connection.is_autocommit() {
        return Err(StateError::Local("the transaction was rolled back".into()));
    }
    connection.execute_batch("COMMIT").map_err(|error| {
        let _ = connection.execute_batch("ROLLBACK");
        error.into()
    })
}

fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StateError>,
) -> Result<T, StateError> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let result = work(connection);
    if result.is_err() && !connection.is_autocommit() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    if !connection.is_autocommit() {
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    result
}

fn thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StateError> {
    let started = std::thread::Builder::new().name(name.to_owned()).stack_size(512 * 1024).spawn(work);
    started.map(drop).map_err(|error| StateError::Local(format!("no thread: {error}")))
}

fn stopped() -> StateError {
    StateError::Local("the database is closed".into())
}

impl From<rusqlite::Error> for StateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Local(error.to_string())
    }
}

#[cfg(test)]
mod tests;
