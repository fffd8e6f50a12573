//! `unidash uninstall`: leaves no file, unit, account, interface or firewall rule behind.
//!
//! Order: leave the cluster, stop, unmount, take down the network, put old values back from the
//! journal (newest first), remove what K3s made by itself, our own folder last. Killed anywhere,
//! the next run goes on. An administrator's own drop-ins are no leftovers of ours and stay.

mod files;
mod network;
mod processes;

use std::path::Path;
use std::time::{Duration, Instant};

use super::error::{NodeError, Result};
use super::host::Host;
use super::k3s::{self, api};
use super::progress::Progress;
use super::settings::Settings;
use super::units::ROLES;
use crate::cluster::{Cluster, Resource};

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
    leave(host, progress).await;
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
    let mut units: Vec<String> = ROLES.iter().map(|role| role.unit()).collect();
    units.push(format!("{}.timer", super::units::RENEWAL));
    units.push(format!("{}.service", super::units::RENEWAL));
    units.push("k3s.service".to_owned());
    units
}

const LEAVE: Duration = Duration::from_secs(40);

/// Takes this server out of a cluster of several: its Node goes, K3s drops the member with it.
async fn leave(host: &Host, progress: &dyn Progress) {
    let Ok(Some(settings)) = Settings::read(host) else { return };
    if !host.is_real() || k3s::start::state(host, k3s::start::SERVICE).active != "active" {
        return;
    }
    let attempt = async {
        let cluster = api::as_root(host).await.ok()?;
        let nodes = cluster.nodes().await.ok()?;
        if nodes.iter().filter(|node| node.name != settings.name).count() == 0 {
            return Some(());
        }
        cluster.delete_node(&settings.name).await.ok()?;
        forget(&cluster, &settings.name).await;
        Some(())
    };
    let left = tokio::time::timeout(LEAVE, attempt).await.ok().flatten().is_some();
    if !left {
        progress.note("not-left", &[("name", settings.name)]);
        return;
    }
    // K3s needs a moment to take the member out of etcd before this server is gone.
    tokio::time::sleep(Duration::from_secs(4)).await;
}

/// Takes away what the cluster keeps for this server: its accounts (so its certificates open
/// nothing any more) and the password of its name. What cannot be removed is no reason to stay.
async fn forget(cluster: &Cluster, name: &str) {
    let password = format!("{name}.node-password.k3s");
    let _ = cluster.delete(&Resource::of("v1", "Secret"), Some("kube-system"), &password).await;
    for role in ["core", "gateway"] {
        let binding = Resource::of("rbac.authorization.k8s.io/v1", "ClusterRoleBinding");
        let _ = cluster.delete(&binding, None, &format!("unidash-{role}-{name}")).await;
        let account = format!("{role}-{name}");
        let _ = cluster.delete(&Resource::of("v1", "ServiceAccount"), Some("unidash"), &account).await;
    }
}

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
