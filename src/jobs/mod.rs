//! Runs the job documents that any room writes, one leader among the servers.
//!
//! `server.rs` registers one [`Work`] per kind of job and starts the runner on every server; only
//! the holder of the lease works. Each finished step is in the document before the next one
//! begins, so a dead leader's job goes on at its last finished step. Work is idempotent: a step
//! that was cut in the middle is done again.

mod chores;
mod context;
mod run;

use std::sync::Arc;

pub use chores::{Chore, ExpiredDocuments};
pub use context::JobContext;
pub use run::{Runner, start};

pub use crate::fleet::Leader;
use crate::state::StateError;
pub use crate::state::job::{Job, JobState, Message, Step};

/// One kind of work.
#[async_trait::async_trait]
pub trait Work: Send + Sync + 'static {
    /// The word in [`Job::work`].
    fn kind(&self) -> &'static str;

    /// Does it, step by step, see [`JobContext::step`].
    async fn run(&self, context: JobContext) -> Result<(), JobError>;

    /// Attempts before it is given up.
    fn attempts(&self) -> u32 {
        8
    }
}

/// All kinds of work that this release knows.
pub type Works = Vec<Arc<dyn Work>>;

/// Why a run of a job ended early.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again later: something did not answer.
    #[error("{0:#}")]
    Again(#[from] anyhow::Error),
    /// Try again later, and tell people this meanwhile.
    #[error("{reason}")]
    Waiting {
        /// For people.
        message: Message,
        /// For the log.
        reason: String,
    },
    /// No attempt can succeed.
    #[error("{reason}")]
    Failed {
        /// For people.
        message: Message,
        /// For the log.
        reason: String,
    },
    /// The document was changed or removed by somebody else: this run is over.
    #[error("the job is no longer ours")]
    Lost,
}

impl JobError {
    /// Given up, with a sentence for people and a reason for the log.
    pub fn failed(message: Message, reason: impl std::fmt::Display) -> Self {
        Self::Failed { message, reason: reason.to_string() }
    }
}

impl From<StateError> for JobError {
    fn from(error: StateError) -> Self {
        Self::Again(error.into())
    }
}

#[cfg(test)]
mod tests;
