//! Starts K3s and waits until this server is a full member, with a deadline of our own.
//!
//! `systemctl start` of a `Type=notify` unit that loops would block for ever, so the start is
//! `--no-block` and the unit's state is asked.

use std::time::{Duration, Instant};

use super::api;
use crate::clock::Ambient;
use crate::cluster::Cluster;
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;
use crate::node::journal;
use crate::node::progress::Progress;

/// Name of the unit.
pub const SERVICE: &str = "k3s.service";
/// Mile stone: the unit was told to start for the first time.
pub const FIRST_START: &str = "k3s-first-start";
/// Mile stone: the unit said READY once. From here on `server/db` is never removed.
pub const READY: &str = "k3s-ready";
/// How long a start, with catch-up of a slow disk, may take.
pub const DEADLINE: Duration = Duration::from_mins(10);
const PAUSE: Duration = Duration::from_millis(700);
/// K3s's last words when its very first start was cut off; it repeats them for ever.
const LOST_BOOTSTRAP: &str = "no bootstrap data found";

/// The unit as systemd sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitState {
    /// `active`, `activating`, `failed`, …
    pub active: String,
    /// How often systemd started it again.
    pub restarts: u32,
}

/// Asks systemd.
pub fn state(host: &Host, unit: &str) -> UnitState {
    let answer = host.run("systemctl", &["show", unit, "-p", "ActiveState", "-p", "NRestarts"]);
    let value = |key: &str| {
        answer.out.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap_or_default().to_owned()
    };
    UnitState { active: value("ActiveState"), restarts: value("NRestarts").parse().unwrap_or_default() }
}

/// Starts K3s if need be and waits for its READY.
pub async fn start(host: &Host, ambient: &Ambient, changed: bool, progress: &dyn Progress) -> Result<()> {
    let is_active = state(host, SERVICE).active == "active";
    if is_active && journal::reached(host, FIRST_START) {
        journal::reach(host, ambient.now(), READY)?; // the run before was cut off between the two
    }
    let known_ready = journal::reached(host, READY);
    if known_ready && is_active && !changed {
        return Ok(());
    }
    let started_before = journal::reached(host, FIRST_START);
    journal::reach(host, ambient.now(), FIRST_START)?;
    let mut may_recover = !known_ready;
    if started_before && may_recover && looks_lost(host) {
        recover(host, progress)?;
        may_recover = false;
    }
    let verb = if known_ready && changed { "restart" } else { "start" };
    host.run("systemctl", &["reset-failed", SERVICE]);
    host.must("systemctl", &[verb, "--no-block", SERVICE])?;
    let begin = Instant::now();
    let restarts = state(host, SERVICE).restarts;
    loop {
        tokio::time::sleep(PAUSE).await;
        let now = state(host, SERVICE);
        if now.active == "active" {
            return journal::reach(host, ambient.now(), READY);
        }
        let looping = now.restarts >= restarts + 2;
        if looping && may_recover && looks_lost(host) {
            recover(host, progress)?;
            may_recover = false;
            host.must("systemctl", &["start", "--no-block", SERVICE])?;
        } else if begin.elapsed() > DEADLINE || now.restarts >= restarts + 30 || now.active == "failed" {
            return Err(NodeError::failed("k3s-start").with("cause", last_words(host)));
        }
    }
}

/// Whether K3s says that its first start was cut off and cannot be repeated.
fn looks_lost(host: &Host) -> bool {
    let lines = host.run("journalctl", &["-u", SERVICE, "-b", "-n", "60", "-o", "cat", "--no-pager"]).out;
    lines.contains(LOST_BOOTSTRAP)
}

/// Throws away the datastore of a cluster that never came to life. Allowed only before the first
/// READY was noted: authorities and token stay, nobody has joined, nothing was stored.
fn recover(host: &Host, progress: &dyn Progress) -> Result<()> {
    progress.note("recover-first-start", &[]);
    host.run("systemctl", &["stop", SERVICE]);
    let data = host.path("/var/lib/rancher/k3s/server/db");
    std::fs::remove_dir_all(&data)
        .or_else(crate::node::host::ignore_absent)
        .map_err(|error| NodeError::file(&data, error))
}

/// The last line of K3s's log that tells a cause.
pub fn last_words(host: &Host) -> String {
    let lines = host.run("journalctl", &["-u", SERVICE, "-n", "40", "-o", "cat", "--no-pager"]).out;
    let telling = |line: &&str| line.contains("level=fatal") || line.contains("level=error");
    lines.lines().rfind(telling).or_else(|| lines.lines().last()).unwrap_or_default().chars().take(300).collect()
}

/// Waits until this server is Ready and a voting member of etcd.
pub async fn wait_member(host: &Host, name: &str, progress: &dyn Progress) -> Result<()> {
    let begin = Instant::now();
    let mut told = None;
    let mut cluster = None;
    while begin.elapsed() < DEADLINE {
        if cluster.is_none() {
            cluster = api::as_root(host).await.ok();
        }
        if let Some((ready, voter)) = state_of(cluster.as_ref(), name).await {
            if ready && voter {
                return Ok(());
            }
            if told.replace((ready, voter)) != Some((ready, voter)) {
                progress.note("member-state", &[("ready", mark(ready)), ("voter", mark(voter))]);
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(NodeError::failed("not-a-member").with("cause", last_words(host)))
}

/// Whether this server is Ready and a voter; nothing if the cluster does not answer.
pub async fn member(host: &Host, name: &str) -> Option<(bool, bool)> {
    state_of(api::as_root(host).await.ok().as_ref(), name).await
}

async fn state_of(cluster: Option<&Cluster>, name: &str) -> Option<(bool, bool)> {
    let node = cluster?.node(name).await.ok()??;
    Some((node.ready, node.is_voter == Some(true)))
}

fn mark(is: bool) -> String {
    if is { "✓" } else { "…" }.to_owned()
}
