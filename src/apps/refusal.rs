//! Why an order is not carried out: what the person is told, before anything is touched.

use super::manifest::{Finding, Findings};

/// A refusal. Its sentence is in the catalogue `apps`, under [`Refusal::id`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused: {id} {arguments:?}")]
pub struct Refusal {
    /// Key of the sentence.
    pub id: &'static str,
    /// Its arguments.
    pub arguments: Vec<(&'static str, String)>,
    /// What is wrong with the file, if that is why.
    pub findings: Vec<Finding>,
}

impl Refusal {
    /// A refusal.
    pub fn new(id: &'static str) -> Self {
        Self { id, arguments: Vec::new(), findings: Vec::new() }
    }

    /// With an argument.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "texts, numbers and references alike, owned or not")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }
}

impl From<Findings> for Refusal {
    fn from(findings: Findings) -> Self {
        let first = &findings.0[0];
        Self { id: first.id, arguments: first.told(), findings: findings.0 }
    }
}
