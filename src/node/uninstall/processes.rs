//! Ends pods: with `KillMode=process` they outlive K3s.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::node::host::Host;

/// Ends every container shim of K3s and what runs below it, then the groups that pods ran in.
pub(super) async fn end_pods(host: &Host) {
    kill_pods(host).await;
    // With control groups of version 2 the kubelet makes its groups through systemd, as units.
    host.run("timeout", &["60", "systemctl", "stop", "kubepods.slice"]);
    host.run("systemctl", &["reset-failed", "kubepods*", "cri-containerd-*"]);
    for groups in [host.path("/sys/fs/cgroup/kubepods")].into_iter().chain(controllers(host)) {
        remove_groups(&groups);
    }
}

/// Version 1 has a tree of groups per controller.
fn controllers(host: &Host) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(host.path("/sys/fs/cgroup")) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path().join("kubepods")).collect()
}

/// Removes empty groups, the innermost first; their files are the kernel's.
fn remove_groups(group: &Path) {
    let Ok(entries) = std::fs::read_dir(group) else { return };
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        remove_groups(&entry.path());
    }
    drop(std::fs::remove_dir(group)); // refused if a process is left
}

async fn kill_pods(host: &Host) {
    if !host.is_real() {
        return;
    }
    for _ in 0..5 {
        let victims = victims(host);
        if victims.is_empty() {
            return;
        }
        for process in victims {
            if let Some(process) = rustix::process::Pid::from_raw(process) {
                let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
            }
        }
        super::wait(Duration::from_secs(2), || self::victims(host).is_empty()).await;
    }
}

fn victims(host: &Host) -> Vec<i32> {
    let table = processes(host);
    let mut found: Vec<i32> = table.iter().filter(|one| is_ours(&one.command)).map(|one| one.id).collect();
    // Children of shims are the containers; they may run any program.
    let mut at = 0;
    while at < found.len() {
        let parent = found[at];
        let children = table.iter().filter(|one| one.parent == parent).map(|one| one.id);
        let new: Vec<i32> = children.filter(|id| !found.contains(id)).collect();
        found.extend(new);
        at += 1;
    }
    let own = i32::try_from(std::process::id()).unwrap_or_default();
    found.retain(|id| *id != own);
    found
}

struct Process {
    id: i32,
    parent: i32,
    command: String,
}

fn processes(host: &Host) -> Vec<Process> {
    let Ok(entries) = std::fs::read_dir(host.path("/proc")) else { return Vec::new() };
    entries.flatten().filter_map(|entry| process(&entry.path())).collect()
}

fn process(folder: &Path) -> Option<Process> {
    let id = folder.file_name()?.to_str()?.parse().ok()?;
    let command = std::fs::read(folder.join("cmdline")).ok()?;
    let status = std::fs::read_to_string(folder.join("status")).ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()?;
    Some(Process { id, parent, command: String::from_utf8_lossy(&command).replace('\0', " ") })
}

/// Shims carry K3s's containerd socket or data folder in their command line.
fn is_ours(command: &str) -> bool {
    let first = command.split(' ').next().unwrap_or_default();
    let shim = first.contains("containerd-shim") && command.contains("/run/k3s/containerd");
    shim || first.starts_with("/var/lib/rancher/k3s/data/")
        || command.starts_with("/usr/local/bin/k3s ")
        || (first.ends_with("containerd") && command.contains("/k3s/"))
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_k3s_own_processes_are_ended() {
        assert!(is_ours(
            "/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -address /run/k3s/containerd/containerd.sock"
        ));
        assert!(is_ours("/usr/local/bin/k3s server "));
        assert!(!is_ours("/usr/bin/containerd-shim-runc-v2 -address /run/containerd/containerd.sock"));
        assert!(!is_ours("/usr/bin/dockerd"));
    }
}
