//! Whether an item already is as the plan wants it.

use super::{Content, What};
use crate::node::artefacts::{FOLDER, hash_file};
use crate::node::host::Host;

/// Whether nothing needs to be done for this item.
pub fn is_so(host: &Host, what: &What) -> bool {
    match what {
        What::Group { name } => host.group_id(name).is_some(),
        What::User { name, .. } => host.user_id(name).is_some() && is_member(host, name),
        What::Folder { path, mode, owner } => {
            host.path(path).is_dir() && host.mode(path) == Some(*mode) && host.belongs_to(path, owner)
        }
        What::File { content: Content::Later, .. } | What::Port { .. } => true,
        What::File { path, mode, owner, content } => {
            holds(host, path, content) && host.mode(path) == Some(*mode) && host.belongs_to(path, owner)
        }
        What::Link { path, target } => {
            std::fs::read_link(host.path(path)).is_ok_and(|found| found.to_string_lossy() == *target)
        }
        What::Sysctl { key, value } => sysctl(host, key).is_none_or(|present| present == *value),
        What::Module { name } => has_module(host, name),
        What::Unit { name } => is_enabled(host, name),
        What::Rule(rule) => noted(host, rule),
    }
}

/// Accounts are members of our group, which alone may make sockets in `/run/unidash`.
fn is_member(host: &Host, account: &str) -> bool {
    let groups = host.text("/etc/group").unwrap_or_default();
    groups
        .lines()
        .find_map(|line| line.strip_prefix("unidash:"))
        .and_then(|rest| rest.rsplit(':').next())
        .is_some_and(|members| members.split(',').any(|member| member == account))
}

fn holds(host: &Host, path: &str, content: &Content) -> bool {
    match content {
        Content::Text(text) | Content::Secret(text) => {
            host.bytes(path).ok().flatten().is_some_and(|bytes| bytes == text.as_bytes())
        }
        Content::Bytes(wanted) => host.bytes(path).ok().flatten().is_some_and(|bytes| bytes == *wanted),
        Content::Artefact(name, hash) => {
            let Ok(found) = hash_file(&host.path(path)) else { return false };
            match hash {
                Some(hash) => found == *hash,
                None => hash_file(&host.path(FOLDER).join(name)).is_ok_and(|wanted| wanted == found),
            }
        }
        Content::Later => true,
    }
}

/// The present value of a kernel setting, spaces made one; `None` where the kernel has no such
/// setting.
pub fn sysctl(host: &Host, key: &str) -> Option<String> {
    let text = host.text(format!("/proc/sys/{}", key.replace('.', "/")))?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether the kernel has a feature: tried through what it offers, because a module may be built
/// in and is then unknown to modprobe.
pub fn has_module(host: &Host, name: &str) -> bool {
    let offered = match name {
        "overlay" => host
            .text("/proc/filesystems")
            .is_some_and(|list| list.lines().any(|line| line.split_whitespace().last() == Some("overlay"))),
        "br_netfilter" => host.path("/proc/sys/net/bridge").is_dir(),
        _ => false,
    };
    offered || host.path(format!("/sys/module/{name}")).is_dir()
}

/// Folder of the links that start a unit at boot.
pub(super) fn wants_folder(unit: &str) -> &'static str {
    if unit.rsplit('.').next() == Some("timer") {
        "/etc/systemd/system/timers.target.wants"
    } else {
        "/etc/systemd/system/multi-user.target.wants"
    }
}

fn is_enabled(host: &Host, unit: &str) -> bool {
    host.exists(format!("{}/{unit}", wants_folder(unit)))
}

fn noted(host: &Host, rule: &super::Firewall) -> bool {
    use crate::node::journal::{Change, read};
    read(host).iter().any(|change| matches!(change, Change::Firewall { undo } if *undo == rule.undo))
}
