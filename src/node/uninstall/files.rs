//! Mounts, old values, and everything on the disk.

use std::path::{Path, PathBuf};

use crate::node::error::{NodeError, Result};
use crate::node::host::{Host, ignore_absent};
use crate::node::journal::{self, Change};
use crate::node::units::{GROUP, ROLES};

/// What is ours alone; root's folder with the journal comes last.
pub(super) const OURS: &[&str] = &[
    "/run/unidash",
    "/etc/unidash",
    "/var/lib/unidash/core",
    "/var/lib/unidash/gateway",
    "/var/lib/unidash/desktop",
    "/var/lib/unidash/artefacts",
    "/var/lib/systemd/timers/stamp-unidash-renewal.timer",
    "/usr/local/bin/unidash",
    "/var/lib/unidash",
];

/// What K3s makes by itself.
pub(super) const K3S: &[&str] = &[
    "/run/k3s",
    "/run/flannel",
    "/var/lib/kubelet",
    "/var/lib/cni",
    "/var/log/pods",
    "/var/log/containers",
    "/etc/rancher/node",
    "/etc/rancher/k3s",
    "/etc/rancher",
    "/var/lib/rancher/k3s",
    "/var/lib/rancher",
    "/usr/local/bin/k3s",
    "/usr/local/bin/k3s-killall.sh",
    "/usr/local/bin/k3s-uninstall.sh",
    "/etc/systemd/system/k3s.service",
    "/etc/systemd/system/k3s.service.env",
    "/etc/cni/net.d/10-flannel.conflist",
    "/opt/cni",
    "/var/lib/containerd-k3s",
];

/// Folders that kubelet and containerd make outside their own; gone if nothing is in them.
const HOLLOW: &[&str] = &["/usr/libexec/kubernetes", "/run/netns", "/run/containerd"];

/// An administrator's own settings: they were never ours.
const DROP_INS: &[&str] = &[
    "/etc/rancher/k3s/config.yaml.d",
    "/var/lib/rancher/k3s/agent/etc/kubelet.conf.d",
    "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.d",
    "/var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.d",
];

/// Files that K3s writes into a drop-in folder by itself.
const K3S_DROP_INS: &[&str] = &["00-k3s-defaults.conf", "10-cli-config.conf", "20-cli-config.conf"];

/// Bytes below a folder.
pub(super) fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => size_of(&entry.path()),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}

const MOUNT_ROOTS: &[&str] =
    &["/run/k3s/", "/var/lib/rancher/", "/var/lib/kubelet/", "/run/netns/cni-", "/run/flannel"];

/// Unmounts everything below K3s's folders, deepest first. A mount point that is one of the
/// folders themselves belongs to the administrator and stays.
pub(super) fn unmount(host: &Host) -> Result<()> {
    if !host.is_real() {
        return Ok(());
    }
    if std::fs::read_dir("/run/netns").is_ok_and(|mut entries| entries.next().is_none()) {
        let _ = rustix::mount::unmount("/run/netns", rustix::mount::UnmountFlags::DETACH);
    }
    for _ in 0..3 {
        let points = mount_points(&host.text("/proc/self/mountinfo").unwrap_or_default());
        if points.is_empty() {
            return Ok(());
        }
        for point in points {
            let _ = rustix::mount::unmount(&point, rustix::mount::UnmountFlags::DETACH);
        }
    }
    match mount_points(&host.text("/proc/self/mountinfo").unwrap_or_default()).first() {
        None => Ok(()),
        Some(stuck) => Err(NodeError::failed("still-mounted").with("path", stuck)),
    }
}

fn mount_points(table: &str) -> Vec<String> {
    let given = ["/var/lib/rancher", "/var/lib/rancher/k3s", "/var/lib/kubelet", "/var/lib/rancher/k3s/storage"];
    let mut points: Vec<String> = table
        .lines()
        .filter_map(|line| line.split_whitespace().nth(4))
        .map(|point| point.replace("\\040", " "))
        .filter(|point| MOUNT_ROOTS.iter().any(|root| point.starts_with(root)) && !given.contains(&point.as_str()))
        .collect();
    points.sort_by_key(|point| std::cmp::Reverse(point.len()));
    points
}

/// Puts old values back, newest change first.
pub(super) fn restore(host: &Host) -> Result<()> {
    let changes = journal::read(host);
    for change in changes.iter().rev() {
        match change {
            Change::File { path, old, old_mode } => restore_file(host, path, old.as_deref(), *old_mode)?,
            Change::Link { path } => host.remove(path)?,
            Change::Sysctl { key, old } if !old.is_empty() => {
                let path = host.path(format!("/proc/sys/{}", key.replace('.', "/")));
                drop(std::fs::write(path, old)); // another program may rightly hold it now
            }
            Change::Firewall { undo } => {
                if let Some((program, rest)) = undo.split_first() {
                    host.run(program, rest);
                }
            }
            Change::Unit { name } => {
                host.run("systemctl", &["disable", "--quiet", name]);
            }
            _ => {}
        }
    }
    for folder in changes.iter().rev() {
        if let Change::Folder { path } = folder
            && !path.starts_with("/var/lib/unidash")
        {
            drop(std::fs::remove_dir(host.path(path))); // only if nothing is in it
        }
    }
    Ok(())
}

/// Files that are still needed to finish: removed with their folders at the very end.
fn is_last(path: &str) -> bool {
    path.starts_with(journal::FOLDER) || path == "/usr/local/bin/unidash"
}

/// Temporary names beside a file, from a run that was killed while writing it.
fn half_written(path: &str) -> Vec<PathBuf> {
    let path = Path::new(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    vec![path.with_file_name(format!(".{name}.unidash-new")), path.with_file_name(format!(".{name}.part"))]
}

fn restore_file(host: &Host, path: &str, old: Option<&str>, old_mode: Option<u32>) -> Result<()> {
    if is_last(path) {
        return Ok(());
    }
    for left in half_written(path) {
        host.remove(left)?;
    }
    let Some(hash) = old else { return host.remove(path) };
    match host.bytes(Path::new(journal::KEPT).join(hash))? {
        Some(bytes) => {
            let folder = Path::new(path).parent().unwrap_or(Path::new("/"));
            if !host.path(folder).is_dir() {
                return Ok(());
            }
            host.write(path, &bytes, old_mode.unwrap_or(0o644))
        }
        None => Ok(()),
    }
}

/// Removes accounts and folders, our own last.
pub(super) fn remove(host: &Host) -> Result<()> {
    for role in ROLES {
        if host.user_id(&role.account()).is_some() {
            host.run("userdel", &[role.account()]);
        }
        if host.group_id(&role.account()).is_some() {
            host.run("groupdel", &[role.account()]);
        }
    }
    if host.group_id(GROUP).is_some() {
        host.run("groupdel", &[GROUP]);
    }
    for path in HOLLOW {
        remove_if_hollow(&host.path(path));
    }
    if !host.exists("/run/containerd/containerd.sock") && !host.exists("/run/docker.sock") {
        // The shims' sockets and that of containerd's plug-ins; nobody else's engine runs.
        for path in ["/run/containerd", "/run/nri"] {
            remove_tree(host, Path::new(path))?;
        }
    }
    for path in K3S.iter().chain(OURS) {
        remove_tree(host, Path::new(path))?;
    }
    Ok(())
}

/// Removes folders that hold nothing but folders: kubelet makes some for plug-ins.
fn remove_if_hollow(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        remove_if_hollow(&entry.path());
    }
    drop(std::fs::remove_dir(folder)); // refused if a file is left
}

/// Whether a path has to stay because an administrator's drop-in is in it or it is a mount point
/// (which is emptied).
pub(super) fn is_kept(host: &Host, path: &Path) -> bool {
    is_mount_point(&host.path(path))
        || DROP_INS.iter().any(|own| Path::new(own).starts_with(path) && has_own(host, own))
}

fn has_own(host: &Host, folder: &str) -> bool {
    std::fs::read_dir(host.path(folder)).is_ok_and(|entries| {
        entries.flatten().any(|entry| !K3S_DROP_INS.contains(&entry.file_name().to_string_lossy().as_ref()))
    })
}

fn is_mount_point(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(own), Some(Ok(above))) = (path.symlink_metadata(), path.parent().map(Path::metadata)) else { return false };
    own.is_dir() && (own.dev() != above.dev() || is_listed_mount(path))
}

fn is_listed_mount(path: &Path) -> bool {
    let table = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    table.lines().any(|line| line.split_whitespace().nth(4) == path.to_str())
}

/// Removes a tree, leaving drop-ins and mount points (emptied).
fn remove_tree(host: &Host, path: &Path) -> Result<()> {
    let real = host.path(path);
    let Ok(data) = real.symlink_metadata() else { return Ok(()) };
    let wrap = |error| NodeError::file(&real, error);
    if !data.is_dir() {
        return std::fs::remove_file(&real).or_else(ignore_absent).map_err(wrap);
    }
    if !is_kept(host, path) && !holds_kept(host, path) {
        return std::fs::remove_dir_all(&real).or_else(ignore_absent).map_err(wrap);
    }
    let in_drop_in = DROP_INS.contains(&path.to_str().unwrap_or_default());
    for entry in std::fs::read_dir(&real).map_err(wrap)?.flatten() {
        let name = entry.file_name();
        if !in_drop_in || K3S_DROP_INS.contains(&name.to_string_lossy().as_ref()) {
            remove_tree(host, &path.join(name))?;
        }
    }
    if !is_kept(host, path) {
        drop(std::fs::remove_dir(&real));
    }
    Ok(())
}

/// Whether a mount point lies below: it is emptied, its parents stay.
fn holds_kept(host: &Host, path: &Path) -> bool {
    let below: PathBuf = host.path(path);
    let table = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    table.lines().filter_map(|line| line.split_whitespace().nth(4)).any(|point| Path::new(point).starts_with(&below))
}
