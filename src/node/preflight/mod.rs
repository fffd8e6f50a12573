//! Looks at a server before anything is changed: small checks, each with its remedy.
//!
//! A finding's words are `node-check-<id>` (what) and `node-check-<id>-remedy`. A blocking finding stops
//! the installation unless its id is given to `--accept`; then it is a warning that `doctor`
//! repeats for ever.

mod hardware;
mod kernel;
mod leftovers;
mod network;
pub mod routes;
mod storage;
mod system;
mod time;

use std::net::IpAddr;

use super::error::{NodeError, Result};
use super::host::Host;
use crate::clock::Ambient;

pub use kernel::wireguard_works;
pub use network::{active_firewall, own_address};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Said, nothing more.
    Warning,
    /// Nothing is begun.
    Blocking,
}

/// Something about this server that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its id: key of its words and argument of `--accept`.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Arguments of its words.
    pub args: Vec<(&'static str, String)>,
    /// Whether the person accepted it.
    pub accepted: bool,
}

impl Finding {
    /// A finding that stops the installation.
    pub fn blocking(id: &'static str) -> Self {
        Self { id, severity: Severity::Blocking, args: Vec::new(), accepted: false }
    }

    /// A finding that is only said.
    pub fn warning(id: &'static str) -> Self {
        Self { id, severity: Severity::Warning, args: Vec::new(), accepted: false }
    }

    /// Adds an argument of its words.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// What checks look at.
pub struct Context<'a> {
    /// The server.
    pub host: &'a Host,
    /// The clock.
    pub ambient: &'a Ambient,
    /// The address it will be reached at.
    pub address: Option<IpAddr>,
    /// Whether an earlier run of ours has begun: its own ports and files are no finding.
    pub ours: bool,
}

type Check = (&'static str, fn(&Context<'_>) -> Option<Finding>);

/// Every check, by id.
pub fn checks() -> Vec<Check> {
    let groups = [
        system::CHECKS,
        hardware::CHECKS,
        time::CHECKS,
        kernel::CHECKS,
        storage::CHECKS,
        network::CHECKS,
        leftovers::CHECKS,
    ];
    groups.concat()
}

/// Ids that only a join or an installation's artefacts can find; also accepted by `--accept`.
pub const LATER_IDS: &[&str] = &["clock-skew", "peer-ports", "same-machine", "tunnel-differs", "no-k3s-images"];

/// Runs every check; accepted findings become warnings.
pub fn run(context: &Context<'_>, accepted: &[String]) -> Vec<Finding> {
    checks().iter().filter_map(|(_, check)| check(context)).map(|finding| accept(finding, accepted)).collect()
}

/// Turns an accepted finding into a warning.
pub fn accept(mut finding: Finding, accepted: &[String]) -> Finding {
    if finding.severity == Severity::Blocking && accepted.iter().any(|id| id == finding.id) {
        finding.severity = Severity::Warning;
        finding.accepted = true;
    }
    finding
}

/// Refuses ids that no check has: a misspelt one would not do what the person wants.
pub fn check_ids(ids: &[String]) -> Result<()> {
    for id in ids {
        if !checks().iter().any(|(known, _)| known == id) && !LATER_IDS.contains(&id.as_str()) {
            return Err(NodeError::wrong_use("accept-unknown").with("id", id));
        }
    }
    Ok(())
}

/// Whether anything forbids to begin.
pub fn blocks(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Blocking)
}

#[cfg(test)]
mod tests;
