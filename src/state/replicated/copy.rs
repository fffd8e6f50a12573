//! This server's copy of all documents.
//!
//! It hears of a document from several sides: our own writes, the watch, a question after a miss.
//! They come in any order; versions (numbers that grow) and identities (`uid`) decide.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension as _, params};
use tokio::sync::broadcast;

use crate::clock::Ambient;
use crate::cluster::object::is_newer;
use crate::state::document::{Expired, Kind};
use crate::state::embedded::WATCH_BACKLOG;
use crate::state::local::documents::{self, Documents, MIGRATIONS};
use crate::state::local::{Durability, Local};
use crate::state::seal::SealKey;
use crate::state::store::{RawChange, RawDocument};
use crate::state::{StateError, kinds};

/// How long an event may come late.
const LATE: Duration = Duration::from_mins(2);
/// More changes than this at once are told as one [`RawChange::Reset`].
const TOLD_ONE_BY_ONE: usize = WATCH_BACKLOG / 4;

pub(super) struct Copy {
    local: Local,
    documents: Documents,
    changes: broadcast::Sender<RawChange>,
    recent: Arc<Mutex<Recent>>,
}

/// What happened lately and a late event may contradict.
#[derive(Default)]
struct Recent {
    /// Identities that are gone for good.
    deleted: HashMap<String, Instant>,
    /// Documents put here by a write or a question, not by the watch.
    touched: HashMap<(&'static str, String), Instant>,
}

impl Copy {
    /// Opens the copy; one that cannot be opened is put aside and made anew, since the cluster
    /// has everything.
    pub(super) async fn open(path: &Path, seal: SealKey, ambient: &Ambient) -> Result<Self, StateError> {
        let local = match Local::open(Some(path), Durability::Copy, MIGRATIONS).await {
            Ok(local) => local,
            Err(error) => {
                tracing::warn!(state.path = %path.display(), state.error = %error, "local copy put aside");
                let aside = path.with_extension("damaged");
                let moved = tokio::fs::rename(path, aside).await;
                moved.map_err(|_| error)?;
                for tail in ["-wal", "-shm"] {
                    let mut name = path.as_os_str().to_owned();
                    name.push(tail);
                    let _ = tokio::fs::remove_file(name).await;
                }
                Local::open(Some(path), Durability::Copy, MIGRATIONS).await?
            }
        };
        Ok(Self {
            local,
            documents: Documents { seal, ambient: ambient.clone() },
            changes: broadcast::Sender::new(WATCH_BACKLOG),
            recent: Arc::default(),
        })
    }

    pub(super) fn watch(&self) -> broadcast::Receiver<RawChange> {
        self.changes.subscribe()
    }

    pub(super) async fn get(&self, kind: Kind, name: &str) -> Result<Option<RawDocument>, StateError> {
        let (table, name) = (self.documents.clone(), name.to_owned());
        self.local.read(move |connection| table.get(connection, kind, &name)).await
    }

    pub(super) async fn list(&self, kind: Kind, labels: &[(String, String)]) -> Result<Vec<RawDocument>, StateError> {
        let (table, labels) = (self.documents.clone(), labels.to_vec());
        self.local.read(move |connection| table.list(connection, kind, &labels)).await
    }

    pub(super) async fn expired(&self, moment: i64, limit: usize) -> Result<Vec<Expired>, StateError> {
        let rows = self.local.read(move |connection| documents::expired(connection, moment, limit)).await?;
        Ok(kinds::expired(rows))
    }

    /// Version, identity and schema of what the copy knows under a name.
    pub(super) async fn known(&self, kind: Kind, name: &str) -> Result<Option<documents::Known>, StateError> {
        let name = name.to_owned();
        self.local.read(move |connection| documents::known(connection, kind, &name)).await
    }

    /// How far this kind had followed the cluster when the copy was last written.
    pub(super) async fn followed(&self, kind: Kind) -> Result<Option<String>, StateError> {
        let work = move |connection: &Connection| {
            let mut statement = connection.prepare_cached("SELECT version FROM followed WHERE kind = ?")?;
            Ok(statement.query_row([kind.plural], |row| row.get(0)).optional()?)
        };
        self.local.read(work).await
    }

    /// Notes that everything up to `version` is in the copy.
    pub(super) async fn reached(&self, kind: Kind, version: String) -> Result<(), StateError> {
        self.local.write(move |connection| follow_to(connection, kind, &version), |()| {}).await
    }

    /// Takes a document unless the copy knows a newer one, or knows that it is gone. With
    /// `followed`, the watch has come that far.
    pub(super) async fn put(
        &self,
        kind: Kind,
        document: RawDocument,
        uid: &str,
        followed: Option<String>,
    ) -> Result<(), StateError> {
        let (table, recent, changes) = (self.documents.clone(), self.recent.clone(), self.changes.clone());
        let uid = uid.to_owned();
        let work = move |connection: &Connection| {
            if let Some(version) = &followed {
                follow_to(connection, kind, version)?;
            } else {
                lock(&recent).touch(kind, &document.name);
            }
            let known = documents::known(connection, kind, &document.name)?;
            let stale = known.is_some_and(|known| !is_newer(&document.version.0, &known.version));
            if stale || lock(&recent).deleted.contains_key(&uid) {
                return Ok(None);
            }
            table.put(connection, kind, &document, &uid)?;
            Ok(Some(document))
        };
        let tell = move |put: &Option<RawDocument>| {
            if let Some(document) = put {
                let _ = changes.send(RawChange::Put(kind, document.clone()));
            }
        };
        self.local.write(work, tell).await.map(drop)
    }

    /// Takes a document out if it is that very object; its identity never comes back.
    pub(super) async fn remove(
        &self,
        kind: Kind,
        name: &str,
        uid: &str,
        followed: Option<String>,
    ) -> Result<(), StateError> {
        let (recent, changes, name, uid) = (self.recent.clone(), self.changes.clone(), name.to_owned(), uid.to_owned());
        let gone = name.clone();
        let work = move |connection: &Connection| {
            if let Some(version) = &followed {
                follow_to(connection, kind, version)?;
            }
            let known = documents::known(connection, kind, &name)?;
            let known = known.filter(|known| known.uid == uid);
            lock(&recent).bury(uid);
            match known {
                Some(known) => documents::remove(connection, known.id).map(|()| true),
                None => Ok(false),
            }
        };
        let tell = move |removed: &bool| {
            if *removed {
                let _ = changes.send(RawChange::Gone(kind, gone));
            }
        };
        self.local.write(work, tell).await.map(drop)
    }

    /// Makes the copy of a kind equal to a list that the cluster gave at `version`; only what our
    /// own writes brought in since then stays.
    pub(super) async fn replace(
        &self,
        kind: Kind,
        found: Vec<(RawDocument, String)>,
        version: String,
    ) -> Result<(), StateError> {
        let (table, recent, changes) = (self.documents.clone(), self.recent.clone(), self.changes.clone());
        let work = move |connection: &Connection| {
            let mut told = Vec::new();
            let mut gone: HashSet<String> = names(connection, kind)?.into_iter().collect();
            for (document, uid) in found {
                gone.remove(&document.name);
                let known = documents::known(connection, kind, &document.name)?;
                let keep = known.is_some_and(|known| {
                    known.version == document.version.0 && known.uid == uid
                        || is_newer(&known.version, &document.version.0)
                            && lock(&recent).is_touched(kind, &document.name)
                });
                if keep || lock(&recent).deleted.contains_key(&uid) {
                    continue;
                }
                table.put(connection, kind, &document, &uid)?;
                told.push(RawChange::Put(kind, document));
            }
            for name in gone {
                let Some(known) = documents::known(connection, kind, &name)? else { continue };
                if is_newer(&known.version, &version) && lock(&recent).is_touched(kind, &name) {
                    continue;
                }
                documents::remove(connection, known.id)?;
                told.push(RawChange::Gone(kind, name));
            }
            follow_to(connection, kind, &version)?;
            Ok(told)
        };
        let tell = move |told: &Vec<RawChange>| {
            if told.len() > TOLD_ONE_BY_ONE {
                let _ = changes.send(RawChange::Reset);
            } else {
                for change in told {
                    let _ = changes.send(change.clone());
                }
            }
        };
        self.local.write(work, tell).await.map(drop)
    }
}

impl Recent {
    fn touch(&mut self, kind: Kind, name: &str) {
        self.forget();
        self.touched.insert((kind.plural, name.to_owned()), Instant::now());
    }

    fn is_touched(&self, kind: Kind, name: &str) -> bool {
        self.touched.get(&(kind.plural, name.to_owned())).is_some_and(|since| since.elapsed() < LATE)
    }

    fn bury(&mut self, uid: String) {
        self.forget();
        if !uid.is_empty() {
            self.deleted.insert(uid, Instant::now());
        }
    }

    /// Drops what no event can contradict any more, once there is much of it.
    fn forget(&mut self) {
        if self.deleted.len() + self.touched.len() > 2000 {
            self.deleted.retain(|_, since| since.elapsed() < LATE);
            self.touched.retain(|_, since| since.elapsed() < LATE);
        }
    }
}

fn names(connection: &Connection, kind: Kind) -> Result<Vec<String>, StateError> {
    let mut statement = connection.prepare_cached("SELECT name FROM documents WHERE kind = ?")?;
    let names = statement.query_map([kind.plural], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn follow_to(connection: &Connection, kind: Kind, version: &str) -> Result<(), StateError> {
    connection
        .prepare_cached(
            "INSERT INTO followed VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET version = excluded.version",
        )?
        .execute(params![kind.plural, version])?;
    Ok(())
}

fn lock(recent: &Mutex<Recent>) -> MutexGuard<'_, Recent> {
    recent.lock().unwrap_or_else(PoisonError::into_inner)
}
