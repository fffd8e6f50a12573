//! What a running job works with.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::{Job, JobError, Message, Step};
use crate::clock::Ambient;
use crate::state::{StateError, Store, Stored};

/// The job while it runs; cheap to clone.
#[derive(Debug, Clone)]
pub struct JobContext {
    store: Store,
    ambient: Ambient,
    name: String,
    stored: Arc<Mutex<Stored<Job>>>,
}

impl JobContext {
    pub(super) fn new(store: Store, ambient: Ambient, stored: Stored<Job>) -> Self {
        Self { store, ambient, name: stored.name.clone(), stored: Arc::new(Mutex::new(stored)) }
    }

    /// Name of the job's document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The job as it stands.
    pub async fn job(&self) -> Job {
        self.stored.lock().await.body.clone()
    }

    /// What the work needs to know.
    pub async fn input<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        let input = self.stored.lock().await.body.input.clone();
        serde_json::from_value(input).map_err(|error| JobError::failed(Message::new("job-input-broken", &[]), error))
    }

    /// Does a step unless it was finished before: then its result is taken from the document. When
    /// it returns, the step is in the document.
    pub async fn step<T, F>(&self, name: &str, progress: u8, work: F) -> Result<T, JobError>
    where
        T: Serialize + DeserializeOwned,
        F: Future<Output = Result<T, JobError>> + Send,
    {
        let finished = self.stored.lock().await.body.steps.iter().find(|step| step.name == name).cloned();
        if let Some(step) = finished {
            return serde_json::from_value(step.result).map_err(|error| JobError::Again(error.into()));
        }
        let result = work.await?;
        let kept = serde_json::to_value(&result).map_err(|error| JobError::Again(error.into()))?;
        let at = self.ambient.now();
        self.change(|job| {
            job.steps.push(Step { name: name.to_owned(), at, result: kept.clone() });
            job.progress = job.progress.max(progress.min(100));
        })
        .await?;
        Ok(result)
    }

    /// Tells people what is going on.
    pub async fn say(&self, progress: u8, message: Message) -> Result<(), JobError> {
        self.change(|job| {
            job.progress = job.progress.max(progress.min(100));
            job.message = Some(message.clone());
        })
        .await
    }

    /// Writes a change of the document; somebody else's change of it ends this run.
    pub(super) async fn change(&self, change: impl Fn(&mut Job) + Send + Sync) -> Result<(), JobError> {
        let mut stored = self.stored.lock().await;
        let mut job = stored.body.clone();
        change(&mut job);
        match self.store.update(&stored.with(job)).await {
            Ok(written) => {
                *stored = written;
                Ok(())
            }
            Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => Err(JobError::Lost),
            Err(error) => Err(error.into()),
        }
    }
}
