//! Why a verb of this room did not do what it should.

use super::super::Refusal;
use crate::cluster::ClusterError;
use crate::state::StateError;
use crate::web::Words;

/// Outcome of a verb that failed.
#[derive(Debug, thiserror::Error)]
pub enum AppsError {
    /// Not carried out, and why: a sentence for the person.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No app of that name.
    #[error("no such app: {0}")]
    Unknown(String),
    /// The documents.
    #[error(transparent)]
    State(#[from] StateError),
    /// The cluster.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// People and clients.
    #[error("identity: {0}")]
    Identity(String),
}

impl AppsError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) if !refusal.findings.is_empty() => "app.manifest",
            Self::Refused(refusal) => refusal.code(),
            Self::Unknown(_) => "app.unknown",
            Self::State(_) | Self::Cluster(_) | Self::Identity(_) => "app.unavailable",
        }
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused(refusal) if refusal.is_conflict() => 409,
            Self::Refused(_) => 400,
            Self::Unknown(_) => 404,
            Self::State(StateError::Conflict { .. } | StateError::Exists { .. }) => 409,
            Self::State(_) | Self::Cluster(_) | Self::Identity(_) => 503,
        }
    }

    /// What the person is told.
    pub fn sentence(&self, words: Words) -> String {
        match self {
            Self::Refused(refusal) => refusal.sentence(words),
            Self::Unknown(name) => words.tell("apps-unknown", &[("app", name)]),
            Self::State(StateError::Conflict { .. } | StateError::Exists { .. }) => words.say("apps-busy"),
            Self::State(_) | Self::Cluster(_) | Self::Identity(_) => words.say("apps-unavailable"),
        }
    }
}

impl Refusal {
    /// Whether what is there stands in the way, not the order itself.
    fn is_conflict(&self) -> bool {
        matches!(
            self.id,
            "apps-refusal-installed"
                | "apps-refusal-host-taken"
                | "apps-refusal-needs-servers"
                | "apps-refusal-no-domain"
                | "apps-refusal-under-way"
                | "apps-refusal-nothing-to-retry"
        )
    }

    fn code(&self) -> &'static str {
        match self.id {
            "apps-refusal-needs-servers" => "app.needs-servers",
            "apps-refusal-host-taken" => "app.host-taken",
            "apps-refusal-installed" => "app.installed",
            "apps-refusal-not-in-store" => "app.unknown",
            id if id.starts_with("apps-refusal-answer") => "app.answer",
            _ => "app.refused",
        }
    }

    /// The sentence for the person; all findings of a file, one per line.
    pub fn sentence(&self, words: Words) -> String {
        if self.findings.is_empty() {
            return told(words, self.id, &self.arguments);
        }
        self.findings.iter().map(|finding| finding.sentence(words)).collect::<Vec<_>>().join("\n")
    }
}

impl super::super::Finding {
    /// The finding in words, its line first.
    pub fn sentence(&self, words: Words) -> String {
        let sentence = told(words, self.id, &self.arguments);
        match self.line {
            Some(line) => words.tell("apps-lint-at", &[("line", &line.to_string()), ("sentence", &sentence)]),
            None => sentence,
        }
    }
}

/// A sentence with arguments.
pub(super) fn told(words: Words, id: &str, arguments: &[(impl AsRef<str>, String)]) -> String {
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (name.as_ref(), value.as_str())).collect();
    words.tell(id, &arguments)
}
