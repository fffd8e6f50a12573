//! The job document: work that outlives the process that ordered it.
//!
//! Any room orders a job by creating this document; the room `jobs` runs it, under one leader, and
//! notes each finished step in it, so that another leader goes on where the first one stopped.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Document, Kind, Labels, kinds};

/// How long a finished job can still be looked at.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for its turn, or for its next attempt.
    Queued,
    /// Is being worked on.
    Running,
    /// Finished well.
    Done,
    /// Given up; the message says why.
    Failed,
}

impl JobState {
    /// The word in documents, labels and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A sentence for people: a key of the word catalogue and its values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Key in the catalogue.
    pub key: String,
    /// Values in the sentence.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
}

impl Message {
    /// A sentence with its values.
    pub fn new(key: &str, args: &[(&str, &str)]) -> Self {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { key: key.to_owned(), args }
    }
}

/// A step that is finished and is not done again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name, unique in the job.
    pub name: String,
    /// When it was finished.
    pub at: Timestamp,
    /// What it gave, for the steps after it.
    #[serde(default)]
    pub result: Value,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Which work it is: `app.install`, …
    pub work: String,
    /// What the work is about: an app's name, …; jobs about the same thing run one after another.
    pub subject: String,
    /// What the work needs to know; no secrets.
    pub input: Value,
    /// Who ordered it.
    pub by: String,
    /// Where it stands.
    pub state: JobState,
    /// Finished steps, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// 0–100.
    #[serde(default)]
    pub progress: u8,
    /// What is going on, or what went wrong.
    #[serde(default)]
    pub message: Option<Message>,
    /// The last error, for the log and for administrators.
    #[serde(default)]
    pub error: Option<String>,
    /// Attempts so far.
    #[serde(default)]
    pub attempts: u32,
    /// When it was ordered.
    pub created: Timestamp,
    /// Not before this moment.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// When it was finished or given up.
    #[serde(default)]
    pub finished: Option<Timestamp>,
}

impl Job {
    /// A job to be created: `store.create(&name, &Job::new(…))`; the name makes it single.
    pub fn new(work: &str, subject: &str, input: Value, by: &str, now: Timestamp) -> Self {
        Self {
            work: work.to_owned(),
            subject: subject.to_owned(),
            input,
            by: by.to_owned(),
            state: JobState::Queued,
            steps: Vec::new(),
            progress: 0,
            message: None,
            error: None,
            attempts: 0,
            created: now,
            not_before: None,
            finished: None,
        }
    }

    /// Whether it is over, well or not.
    pub fn is_over(&self) -> bool {
        matches!(self.state, JobState::Done | JobState::Failed)
    }
}

impl Document for Job {
    const KIND: Kind = kinds::JOB;

    fn labels(&self) -> Labels {
        Labels::from([("state", self.state.word().to_owned()), ("work", self.work.clone())])
    }

    fn expires(&self) -> Option<Timestamp> {
        self.finished.and_then(|finished| finished.checked_add(KEPT).ok())
    }
}
