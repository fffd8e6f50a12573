//! The linter: everything that is wrong with a file, each with its line and what to do.

use super::places::Places;
use super::{Manifest, faults, rules};

/// Something wrong with a file. Its sentence is in the catalogue `apps`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line in the file, from 1 on, where it is known.
    pub line: Option<usize>,
    /// Key of the sentence.
    pub id: &'static str,
    /// Its arguments.
    pub arguments: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding without place.
    pub fn new(id: &'static str) -> Self {
        Self { line: None, id, arguments: Vec::new() }
    }

    /// With an argument.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "texts, numbers and references alike, owned or not")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// At a line.
    #[must_use]
    pub fn at(mut self, line: Option<usize>) -> Self {
        self.line = line.or(self.line);
        self
    }

    /// The arguments as the word catalogues take them, the line included (`line`).
    pub fn told(&self) -> Vec<(&'static str, String)> {
        let line = self.line.map(|line| ("line", line.to_string()));
        self.arguments.iter().cloned().chain(line).collect()
    }
}

/// The findings of a file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("app file has {} findings, the first: {} at line {:?}", .0.len(), .0[0].id, .0[0].line)]
pub struct Findings(pub Vec<Finding>);

/// Everything that is wrong with a file; empty = it can be installed.
pub fn lint(text: &str) -> Vec<Finding> {
    read(text).err().map_or_else(Vec::new, |findings| findings.0)
}

/// The app that a file describes, if nothing is wrong with it.
pub fn read(text: &str) -> Result<Manifest, Findings> {
    let found = |error: serde_saphyr::Error| Findings(vec![faults::finding(&error)]);
    let places = Places::of(text).map_err(found)?;
    let manifest: Manifest = serde_saphyr::from_str(text).map_err(found)?;
    let mut findings: Vec<Finding> =
        rules::check(&manifest).into_iter().map(|(path, finding)| finding.at(places.line(&path))).collect();
    findings.sort_by_key(|finding| finding.line);
    if findings.is_empty() { Ok(manifest) } else { Err(Findings(findings)) }
}
