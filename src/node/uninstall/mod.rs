//! `unidash uninstall`: leaves no file, unit, account, interface or firewall rule behind.
//!
//! Order: leave the cluster, stop, unmount, take down the network, put old values back from the
//! journal (newest first), remove what K3s made by itself, our own folder last. Killed anywhere,
//! the next run goes on. An administrator's own drop-ins are no leftovers of ours and stay.

mod files;
mod leave;
mod network;
mod processes;

use std::path::Path;
use std::time::{Duration, Instant};

use super::error::{NodeError, Result};
use super::host::Host;
use super::k3s;
use super::progress::Progress;
use super::units::ROLES;

/// A volume with people's data.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Volume {
    /// Folder name: `pvc-…_<namespace>_<claim>`.
    pub name: String,
    /// Bytes in it.
    pub bytes: u64,
}

/// People's data on this server: asked about before anything is removed.
pub fn volumes(host: &Host) -> Vec<Volume> {
    let Ok(entries) = std::fs::read_dir(host.path(k3s::VOLUMES)) else { return Vec::new() };
    let mut volumes: Vec<Volume> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| Volume {
            name: entry.file_name().to_string_lossy().into_owned(),
            bytes: files::size_of(&entry.path()),
        })
        .collect();
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    volumes
}

/// Whether there is anything of ours to remove.
pub fn is_installed(host: &Host) -> bool {
    host.exists("/var/lib/unidash") || host.exists("/etc/unidash")
}

/// Removes everything. The person has been asked.
pub async fn uninstall(host: &Host, progress: &dyn Progress) -> Result<()> {
    progress.step("leave", &[]);
    leave::leave(host, progress).await;
    progress.step("stop", &[]);
    stop(host);
    processes::end_pods(host).await;
    progress.step("unmount", &[]);
    files::unmount(host)?;
    progress.step("network", &[]);
    network::take_down(host);
    progress.step("restore", &[]);
    files::restore(host)?;
    progress.step("remove", &[]);
    files::remove(host)?;
    host.run("systemctl", &["daemon-reload"]);
    for unit in units() {
        host.run("systemctl", &["reset-failed", &unit]);
    }
    Ok(())
}

fn units() -> Vec<String> {
    let mut units = vec![k3s::start::SERVICE.to_owned()];
    units.extend(ROLES.iter().map(|role| role.unit()));
    units.push(format!("{}.timer", super::units::RENEWAL));
    units.push(format!("{}.service", super::units::RENEWAL));
    units
}

/// Stops everything, K3s first: once it is out of the cluster it must not be started again, for
/// it would join anew.
fn stop(host: &Host) {
    for unit in units() {
        host.run("systemctl", &["disable", "--quiet", &unit]);
        host.run("systemctl", &["kill", "--signal=SIGKILL", "--kill-whom=main", &unit]);
        host.run("timeout", &["60", "systemctl", "stop", &unit]);
    }
}

/// Waits until `done`, at most `limit`.
async fn wait(limit: Duration, mut done: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    while !done() {
        if begin.elapsed() > limit {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    true
}

/// What is still there after an uninstall; for tests and for the last line.
pub fn leftovers(host: &Host) -> Vec<String> {
    let mut found: Vec<String> =
        files::OURS.iter().chain(files::K3S).filter(|path| host.exists(path)).map(|path| (*path).to_owned()).collect();
    found.retain(|path| !files::is_kept(host, Path::new(path)));
    found.extend(network::interfaces(host));
    for role in ROLES {
        if host.user_id(&role.account()).is_some() {
            found.push(format!("user {}", role.account()));
        }
    }
    found
}

/// Refuses to run where nothing of ours is.
pub fn check(host: &Host) -> Result<()> {
    if is_installed(host) { Ok(()) } else { Err(NodeError::failed("nothing-installed")) }
}

#[cfg(test)]
mod tests;
