//! What the kernel offers. Features are tried, not asked of modprobe: one that is built in is
//! unknown there.

use super::{Check, Context, Finding};
use crate::node::host::Host;
use crate::node::plan::{SYSCTLS, has_module, sysctl};

pub(super) const CHECKS: &[Check] = &[
    ("cgroup-v2", cgroup_v2),
    ("memory-cgroup", memory_cgroup),
    ("overlay", overlay),
    ("br-netfilter", br_netfilter),
    ("tunnel", tunnel),
    ("kernel-settings", kernel_settings),
    ("inotify", inotify),
    ("kernel-release", kernel_release),
    ("kmsg", kmsg),
];

fn cgroup_v2(context: &Context<'_>) -> Option<Finding> {
    (!context.host.path("/sys/fs/cgroup/cgroup.controllers").is_file()).then(|| Finding::blocking("cgroup-v2"))
}

fn memory_cgroup(context: &Context<'_>) -> Option<Finding> {
    let host = context.host;
    let unified = host.text("/sys/fs/cgroup/cgroup.controllers").unwrap_or_default();
    let old = host.text("/proc/cgroups").unwrap_or_default();
    let in_old = old.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("memory") && words.nth(2) == Some("1")
    });
    let there = unified.split_whitespace().any(|name| name == "memory") || in_old;
    (!there).then(|| Finding::blocking("memory-cgroup"))
}

fn overlay(context: &Context<'_>) -> Option<Finding> {
    let host = context.host;
    let there = has_module(host, "overlay") || loads(host, "overlay") || overlay_mounts(host);
    (!there).then(|| Finding::blocking("overlay"))
}

fn br_netfilter(context: &Context<'_>) -> Option<Finding> {
    let there = has_module(context.host, "br_netfilter") || loads(context.host, "br_netfilter");
    (!there).then(|| Finding::warning("br-netfilter"))
}

/// Whether the module could be loaded; nothing is loaded.
fn loads(host: &Host, name: &str) -> bool {
    host.run("modprobe", &["--dry-run", "--quiet", name]).ok
}

/// Whether the kernel mounts an overlay: it fetches the module by itself then, also for a
/// container that sees no modules. Two folders are laid over each other, to be read only, and
/// taken apart again.
fn overlay_mounts(host: &Host) -> bool {
    const PROBE: &str = "/run/unidash-overlay-probe";
    if std::fs::create_dir(host.path(PROBE)).is_err() {
        return false;
    }
    let options = ["-t", "overlay", "overlay", "-o", "ro,lowerdir=/usr:/etc", PROBE];
    let mounts = host.run("mount", &options).ok;
    if mounts {
        host.run("umount", &[PROBE]);
    }
    drop(std::fs::remove_dir(host.path(PROBE)));
    mounts
}

fn tunnel(context: &Context<'_>) -> Option<Finding> {
    let host = context.host;
    let works = wireguard_works(host) || link_works(host, &["type", "vxlan", "id", "4094", "dstport", "0"]);
    (!works).then(|| Finding::warning("tunnel"))
}

/// Whether the kernel makes a `WireGuard` link: it is made under a name of ours and removed.
pub fn wireguard_works(host: &Host) -> bool {
    link_works(host, &["type", "wireguard"])
}

fn link_works(host: &Host, kind: &[&str]) -> bool {
    const PROBE: &str = "ud-probe0";
    let made = host.run("ip", &[&["link", "add", PROBE][..], kind].concat()).ok;
    if made {
        host.run("ip", &["link", "delete", PROBE]);
    }
    made
}

fn kernel_settings(context: &Context<'_>) -> Option<Finding> {
    let host = context.host;
    let stuck: Vec<&str> = SYSCTLS
        .iter()
        .filter(|(key, value)| sysctl(host, key).is_some_and(|present| present != *value))
        .filter(|(key, _)| {
            let path = host.path(format!("/proc/sys/{}", key.replace('.', "/")));
            rustix::fs::access(&path, rustix::fs::Access::WRITE_OK).is_err()
        })
        .map(|(key, _)| *key)
        .collect();
    (!stuck.is_empty()).then(|| Finding::blocking("kernel-settings").with("keys", stuck.join(", ")))
}

/// Kubelet, containerd and every log reader watch files.
const LEAST_INSTANCES: u64 = 128;

fn inotify(context: &Context<'_>) -> Option<Finding> {
    let found: u64 = sysctl(context.host, "fs.inotify.max_user_instances")?.parse().ok()?;
    (found < LEAST_INSTANCES).then(|| Finding::warning("inotify").with("found", found))
}

fn kernel_release(_: &Context<'_>) -> Option<Finding> {
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let mut numbers = release.split(['.', '-']).map(|part| part.parse::<u32>().unwrap_or_default());
    let version = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    (version < (5, 10)).then(|| Finding::warning("kernel-release").with("found", release))
}

/// The kubelet reads the kernel's messages and ends without them; containers often lack the device.
fn kmsg(context: &Context<'_>) -> Option<Finding> {
    (!context.host.exists("/dev/kmsg")).then(|| Finding::warning("kmsg"))
}
