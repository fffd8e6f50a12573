//! What is kept about an app: the order, its steps, its revisions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::manifest::{Mode, Text};
use crate::state::{Document, Kind, Labels, kinds};

/// What the administrator wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wish {
    /// It shall run.
    Install,
    /// It shall go, its data stay.
    Remove,
    /// It shall go with its data.
    Purge,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Under way.
    Working,
    /// All steps done.
    Done,
    /// A step failed; retry or remove.
    Failed,
}

/// State of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// Begun.
    Running,
    /// Done.
    Done,
    /// Failed.
    Failed,
}

impl StepState {
    /// Its word for the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A sentence for people: key of the catalogue `apps` and arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Key.
    pub id: String,
    /// Arguments.
    pub arguments: Vec<(String, String)>,
}

impl Note {
    /// A sentence with arguments.
    pub fn new(id: &str, arguments: &[(&str, &str)]) -> Self {
        let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { id: id.to_owned(), arguments }
    }
}

/// A named step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Stable word, such as `sign-on`.
    pub id: String,
    /// State.
    pub state: StepState,
    /// When it began.
    pub began: Option<Timestamp>,
    /// More, when there is more to say.
    pub detail: Option<Note>,
}

/// An installed app, or one on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppDocument {
    /// Identifier in the catalogue.
    pub id: String,
    /// Name to show.
    pub title: Text,
    /// Upstream's version.
    pub version: String,
    /// The file itself.
    pub manifest: String,
    /// Answers, complete but for secret ones.
    pub answers: BTreeMap<String, String>,
    /// Groups of the order; none = as the manifest says.
    pub groups: Option<Vec<String>>,
    /// Number of what is applied.
    pub revision: u32,
    /// What the administrator wants.
    pub wish: Wish,
    /// Where that stands.
    pub phase: Phase,
    /// Its steps.
    pub steps: Vec<StepRecord>,
    /// One sentence when something is wrong.
    pub problem: Option<Note>,
    /// There was data of an earlier installation: a failure must not delete it.
    pub found_data: bool,
    /// Who ordered it.
    pub ordered_by: String,
    /// When.
    pub ordered_at: Timestamp,
    /// When its last step was done.
    pub finished_at: Option<Timestamp>,
}

impl Document for AppDocument {
    const KIND: Kind = kinds::APP;
    fn labels(&self) -> Labels {
        let phase = match self.phase {
            Phase::Working => "working",
            Phase::Done => "done",
            Phase::Failed => "failed",
        };
        Labels::from([("phase", phase.to_owned())])
    }
}

impl AppDocument {
    /// Whether an order is under way.
    pub fn is_working(&self) -> bool {
        self.phase == Phase::Working
    }

    /// Whether only data is left of it.
    pub fn is_gone(&self) -> bool {
        self.wish != Wish::Install && self.phase == Phase::Done
    }

    /// Percent of the steps that are done.
    pub fn progress(&self) -> u8 {
        let done = self.steps.iter().filter(|step| step.state == StepState::Done).count();
        u8::try_from(done * 100 / self.steps.len().max(1)).unwrap_or(100)
    }

    /// The first step that is not done.
    pub(super) fn next(&self) -> Option<&StepRecord> {
        self.steps.iter().find(|step| step.state != StepState::Done)
    }

    /// Changes a step.
    pub(super) fn step(&mut self, id: &str, change: impl FnOnce(&mut StepRecord)) {
        if let Some(step) = self.steps.iter_mut().find(|step| step.id == id) {
            change(step);
        }
    }
}

/// The steps of a wish, in order.
pub(super) fn steps(wish: Wish, mode: Mode, has_databases: bool) -> Vec<StepRecord> {
    let all: &[&str] = match wish {
        Wish::Install => &["check", "sign-on", "secrets", "namespace", "database", "apply", "start", "address", "done"],
        Wish::Remove => &["address", "stop", "sign-on", "done"],
        Wish::Purge => &["address", "stop", "sign-on", "data", "done"],
    };
    all.iter()
        .filter(|id| {
            (**id != "database" || has_databases) && (**id != "sign-on" || mode == Mode::Oidc || wish != Wish::Install)
        })
        .map(|id| StepRecord { id: (*id).to_owned(), state: StepState::Waiting, began: None, detail: None })
        .collect()
}

/// What was applied, once per revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The installed app.
    pub app: String,
    /// Its number.
    pub number: u32,
    /// The file it was made from.
    pub manifest: String,
    /// Answers.
    pub answers: BTreeMap<String, String>,
    /// Groups of the order.
    pub groups: Option<Vec<String>>,
    /// Images as applied, and the identity that the nodes report for them.
    pub images: Vec<(String, String)>,
    /// When.
    pub applied_at: Timestamp,
}

impl Document for Revision {
    const KIND: Kind = kinds::REVISION;
    fn labels(&self) -> Labels {
        Labels::from([("app", self.app.clone())])
    }
}

impl Revision {
    /// Name of the document.
    pub fn name(app: &str, number: u32) -> String {
        format!("{app}-{number}")
    }
}
