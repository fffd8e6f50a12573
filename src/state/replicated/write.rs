//! Writing: each try has its deadline, each write can be repeated.
//!
//! A write in flight when a server falls gets no answer. The next try goes to another server; a
//! mark on the object tells whether the first one was carried out after all.

use std::time::Duration;

use serde_json::Value;

use super::{Replicated, manifest, unavailable};
use crate::cluster::{ClusterError, NAMESPACE, Precondition, object};
use crate::state::StateError;
use crate::state::document::{Kind, Version};
use crate::state::local::documents::Known;
use crate::state::rules;
use crate::state::store::RawDocument;

/// One for each server and one for this one's second address.
const TRIES: usize = 4;
/// After so long no further try begins.
const ENOUGH: Duration = Duration::from_secs(6);
const PAUSE: Duration = Duration::from_millis(150);

/// What a try says about going on.
enum Tried<T> {
    Done(T),
    Again(StateError),
}

impl Replicated {
    pub(super) async fn write_new(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        rules::check(&document)?;
        self.progress.sound()?;
        let mark = self.ambient.hex(8);
        let value = manifest::manifest(kind, &document, None, &mark);
        let resource = manifest::resource(kind);
        self.tries(|| async {
            match self.cluster.create(&resource, &value).await {
                Ok(answer) => Ok(Tried::Done(self.take(kind, &answer).await?)),
                Err(ClusterError::Exists(_)) => match self.read_back(kind, &document.name, &mark).await? {
                    Some(ours) => Ok(Tried::Done(ours)),
                    None => Err(StateError::Exists { kind: kind.name, name: document.name.clone() }),
                },
                Err(error) => again(error),
            }
        })
        .await
    }

    pub(super) async fn write_over(&self, kind: Kind, document: RawDocument) -> Result<RawDocument, StateError> {
        rules::check(&document)?;
        self.progress.sound()?;
        self.check_schema(kind, &document).await?;
        let known = self.copy.known(kind, &document.name).await?;
        let mark = self.ambient.hex(8);
        let value = manifest::manifest(kind, &document, Some(&document.version), &mark);
        let resource = manifest::resource(kind);
        let name = &document.name;
        self.tries(|| async {
            match self.cluster.replace(&resource, &value).await {
                Ok(answer) => Ok(Tried::Done(self.take(kind, &answer).await?)),
                Err(ClusterError::Conflict(_)) => match self.read_back(kind, name, &mark).await? {
                    Some(ours) => Ok(Tried::Done(ours)),
                    None => Err(StateError::Conflict { kind: kind.name, name: name.clone() }),
                },
                Err(ClusterError::NotFound(_)) => {
                    self.forget(kind, name, known.as_ref()).await?;
                    Err(StateError::NotFound { kind: kind.name, name: name.clone() })
                }
                Err(error) => again(error),
            }
        })
        .await
    }

    pub(super) async fn write_away(&self, kind: Kind, name: &str, version: Option<&Version>) -> Result<(), StateError> {
        self.progress.sound()?;
        let resource = manifest::resource(kind);
        let object_name = manifest::object_name(kind, name);
        let unanswered = std::sync::atomic::AtomicBool::new(false);
        self.tries(|| async {
            // Without a version, the identity that we know keeps a late try from a successor.
            let known = self.copy.known(kind, name).await?;
            let precondition = match (version, &known) {
                (Some(version), _) => Precondition { version: Some(&version.0), uid: None },
                (None, Some(known)) => Precondition { version: None, uid: Some(&known.uid) },
                (None, None) => Precondition::default(),
            };
            match self.cluster.delete_if(&resource, Some(NAMESPACE), &object_name, precondition).await {
                Ok(answer) => {
                    self.copy.remove(kind, name, deleted_uid(&answer), None).await?;
                    Ok(Tried::Done(()))
                }
                Err(ClusterError::NotFound(_)) => {
                    self.forget(kind, name, known.as_ref()).await?;
                    if unanswered.load(std::sync::atomic::Ordering::Relaxed) {
                        return Ok(Tried::Done(()));
                    }
                    Err(StateError::NotFound { kind: kind.name, name: name.to_owned() })
                }
                Err(ClusterError::Conflict(_)) => {
                    let conflict = StateError::Conflict { kind: kind.name, name: name.to_owned() };
                    if self.fetch(kind, name).await?.is_none() {
                        self.forget(kind, name, known.as_ref()).await?;
                    }
                    if version.is_none() { Ok(Tried::Again(conflict)) } else { Err(conflict) }
                }
                Err(error) => {
                    if matches!(error, ClusterError::Unreachable { maybe_done: true, .. }) {
                        unanswered.store(true, std::sync::atomic::Ordering::Relaxed);
                    }
                    again(error)
                }
            }
        })
        .await
    }

    async fn tries<T, F>(&self, mut one: impl FnMut() -> F + Send) -> Result<T, StateError>
    where
        F: Future<Output = Result<Tried<T>, StateError>> + Send,
    {
        let began = tokio::time::Instant::now();
        let mut last = StateError::Unavailable("not tried".into());
        for attempt in 0..TRIES {
            if attempt > 0 {
                if began.elapsed() > ENOUGH {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
            match one().await? {
                Tried::Done(done) => return Ok(done),
                Tried::Again(error) => last = error,
            }
        }
        Err(last)
    }

    /// What was known before the cluster said that nothing is there goes out of the copy; a
    /// successor that came meanwhile stays.
    async fn forget(&self, kind: Kind, name: &str, known: Option<&Known>) -> Result<(), StateError> {
        match known {
            Some(known) => self.copy.remove(kind, name, &known.uid, None).await,
            None => Ok(()),
        }
    }

    /// The document in the cluster if the write with that mark made it; the copy learns it anyway.
    async fn read_back(&self, kind: Kind, name: &str, mark: &str) -> Result<Option<RawDocument>, StateError> {
        let found = self
            .cluster
            .get(&manifest::resource(kind), Some(NAMESPACE), &manifest::object_name(kind, name))
            .await
            .map_err(unavailable)?;
        let Some(value) = found else {
            return Ok(None);
        };
        let taken = self.take(kind, &value).await;
        if manifest::is_marked(&value, mark) { taken.map(Some) } else { Ok(None) }
    }

    /// Refuses to overwrite what a newer release wrote.
    async fn check_schema(&self, kind: Kind, document: &RawDocument) -> Result<(), StateError> {
        let newer = |found: u32| StateError::Newer { kind: kind.name, name: document.name.clone(), found };
        match self.copy.known(kind, &document.name).await? {
            Some(known) if known.version == document.version.0 || known.schema > document.schema => {
                if known.schema > document.schema { Err(newer(known.schema)) } else { Ok(()) }
            }
            // The copy knows another version: the cluster says which one holds, and the precondition decides.
            _ => match self.fetch(kind, &document.name).await? {
                Some(found) if found.schema > document.schema => Err(newer(found.schema)),
                _ => Ok(()),
            },
        }
    }
}

fn again<T>(error: ClusterError) -> Result<Tried<T>, StateError> {
    if error.is_unreachable() { Ok(Tried::Again(unavailable(error))) } else { Err(unavailable(error)) }
}

/// Which object a delete removed: told in a `Status`, or the object itself comes back.
fn deleted_uid(answer: &Value) -> &str {
    answer.pointer("/details/uid").and_then(Value::as_str).unwrap_or_else(|| object::uid(answer))
}
