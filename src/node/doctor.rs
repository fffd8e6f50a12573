//! `unidash doctor`: the preflight again, the plan against the server, units, membership.

use super::error::{NodeError, Result};
use super::host::Host;
use super::install::{self, Prepared};
use super::k3s::start;
use super::material::Material;
use super::plan;
use super::preflight::{self, Finding, Severity};
use super::settings::Settings;
use super::units::ROLES;
use crate::clock::Ambient;

/// What the doctor saw.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Name of this server.
    pub server: String,
    /// Findings, accepted ones included for ever.
    pub findings: Vec<Finding>,
    /// Items of the plan that are no longer as they were laid.
    pub changed: Vec<String>,
    /// Units and whether they are up.
    pub units: Vec<(String, bool)>,
    /// Whether Kubernetes calls this server Ready.
    pub ready: bool,
    /// Whether it votes in etcd.
    pub voter: bool,
}

impl Report {
    /// Whether nothing needs a hand.
    pub fn is_healthy(&self) -> bool {
        let blocked = self.findings.iter().any(|finding| finding.severity == Severity::Blocking);
        !blocked && self.changed.is_empty() && self.units.iter().all(|(_, up)| *up) && self.ready && self.voter
    }
}

/// Looks at this server; changes nothing.
pub async fn look(host: &Host, ambient: &Ambient) -> Result<Report> {
    let missing = || NodeError::failed("not-installed");
    let settings = Settings::read(host)?.ok_or_else(missing)?;
    let material = Material::read(host)?.ok_or_else(missing)?;
    let mut findings = install::look(host, ambient, &settings);
    if !settings.shared.k3s_is_pinned {
        let mut finding = Finding::warning("foreign-binary").with("hash", &settings.shared.k3s_sha256);
        finding.accepted = true;
        findings.push(finding);
    }
    let name = settings.name.clone();
    let prepared = Prepared::known(settings, material);
    let made = install::plan(host, &prepared)?;
    let changed = plan::changed(host, &made);
    let units = ROLES.iter().map(|role| role.unit()).chain(["k3s.service".to_owned()]);
    let units = units.map(|unit| (unit.clone(), start::state(host, &unit).active == "active")).collect();
    let (ready, voter) = start::member(host, &name).await.unwrap_or_default();
    Ok(Report { server: name, findings, changed, units, ready, voter })
}

/// Every id the doctor may say, beside those of the preflight.
pub const OWN_IDS: &[&str] = &["foreign-binary"];

/// All ids that need words.
pub fn ids() -> Vec<&'static str> {
    let mut ids: Vec<&str> = preflight::checks().iter().map(|(id, _)| *id).collect();
    ids.extend(preflight::LATER_IDS);
    ids.extend(OWN_IDS);
    ids
}
