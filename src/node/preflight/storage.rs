//! Disks: room, inodes, speed, and whether programs may run from them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Check, Context, Finding};
use crate::node::host::Host;

pub(super) const CHECKS: &[Check] = &[
    ("space", space),
    ("little-space", little_space),
    ("inodes", inodes),
    ("noexec", noexec),
    ("writable", writable),
    ("slow-disk", slow_disk),
];

const GIB: u64 = 1 << 30;
/// Below this K3s evicts pods soon after its images are there.
const LEAST: u64 = 4 * GIB;
const COMFORTABLE: u64 = 20 * GIB;
const LEAST_INODES: u64 = 100_000;

/// The nearest folder above `path` that exists.
fn existing(host: &Host, path: &str) -> PathBuf {
    let mut path = host.path(path);
    while !path.is_dir() && path.pop() {}
    path
}

fn free_bytes(host: &Host) -> Option<u64> {
    let found = rustix::fs::statvfs(existing(host, "/var/lib/rancher")).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

fn space(context: &Context<'_>) -> Option<Finding> {
    let free = free_bytes(context.host)?;
    (free < LEAST && !context.ours).then(|| Finding::blocking("space").with("free", gib(free)))
}

fn little_space(context: &Context<'_>) -> Option<Finding> {
    let free = free_bytes(context.host)?;
    ((LEAST..COMFORTABLE).contains(&free)).then(|| Finding::warning("little-space").with("free", gib(free)))
}

fn gib(bytes: u64) -> String {
    format!("{}.{} GB", bytes / GIB, bytes % GIB * 10 / GIB)
}

fn inodes(context: &Context<'_>) -> Option<Finding> {
    let found = rustix::fs::statvfs(existing(context.host, "/var/lib/rancher")).ok()?;
    // Some file systems (btrfs) count none.
    (found.f_files > 0 && found.f_favail < LEAST_INODES)
        .then(|| Finding::blocking("inodes").with("free", found.f_favail))
}

fn noexec(context: &Context<'_>) -> Option<Finding> {
    ["/var/lib/rancher/k3s", "/usr/local/bin"].into_iter().find_map(|path| {
        let found = rustix::fs::statvfs(existing(context.host, path)).ok()?;
        found
            .f_flag
            .contains(rustix::fs::StatVfsMountFlags::NOEXEC)
            .then(|| Finding::blocking("noexec").with("path", path))
    })
}

const TARGETS: &[&str] = &["/etc/systemd/system", "/etc", "/usr/local/bin", "/var/lib", "/var/lib/rancher", "/run"];

fn writable(context: &Context<'_>) -> Option<Finding> {
    let stuck: Vec<&str> = TARGETS
        .iter()
        .copied()
        .filter(|path| rustix::fs::access(existing(context.host, path), rustix::fs::Access::WRITE_OK).is_err())
        .collect();
    (!stuck.is_empty()).then(|| Finding::blocking("writable").with("paths", stuck.join(", ")))
}

const MOST_WRITES: usize = 2000;
const MOST_TIME: Duration = Duration::from_millis(1200);
const SLOW: Duration = Duration::from_millis(10);

/// etcd waits for the disk at every write: the 99th percentile of small synced writes.
fn slow_disk(context: &Context<'_>) -> Option<Finding> {
    if context.ours {
        return None; // a server at work would measure its own load
    }
    let worst = fsync_p99(&existing(context.host, "/var/lib/rancher")).ok()?;
    (worst >= SLOW).then(|| Finding::warning("slow-disk").with("ms", worst.as_millis()))
}

fn fsync_p99(folder: &Path) -> std::io::Result<Duration> {
    let path = folder.join(".unidash-disk-probe");
    let mut file = std::fs::File::create(&path)?;
    std::fs::remove_file(&path)?; // an unnamed file leaves nothing behind, even after a kill
    let begin = Instant::now();
    let mut times = Vec::with_capacity(MOST_WRITES);
    while times.len() < MOST_WRITES && begin.elapsed() < MOST_TIME {
        let one = Instant::now();
        file.write_all(&[0; 2300])?; // the size etcd's own guide measures with
        file.sync_data()?;
        times.push(one.elapsed());
    }
    times.sort();
    Ok(times.get(times.len() * 99 / 100).copied().unwrap_or_default())
}
