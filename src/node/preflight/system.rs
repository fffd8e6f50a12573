//! Who we are and what runs here: root, Debian, processor, systemd, identity.

use super::{Check, Context, Finding};
use crate::node::artefacts::Architecture;

pub(super) const CHECKS: &[Check] = &[
    ("root", root),
    ("debian", debian),
    ("architecture", architecture),
    ("systemd", systemd),
    ("container", container),
    ("machine-id", machine_id),
    ("host-name", host_name),
    ("name-resolves", name_resolves),
    ("tools", tools),
    ("selinux", selinux),
    ("apparmor", apparmor),
];

fn root(context: &Context<'_>) -> Option<Finding> {
    (context.host.is_real() && !rustix::process::geteuid().is_root()).then(|| Finding::blocking("root"))
}

fn debian(context: &Context<'_>) -> Option<Finding> {
    let release = context.host.text("/etc/os-release").unwrap_or_default();
    let value = |key: &str| {
        release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .map(|value| value.trim_matches('"').to_owned())
            .unwrap_or_default()
    };
    let version: u32 = value("VERSION_ID").split('.').next().and_then(|text| text.parse().ok()).unwrap_or_default();
    let fits = value("ID") == "debian" && version >= 12;
    (!fits).then(|| Finding::warning("debian").with("found", value("PRETTY_NAME")))
}

fn architecture(_: &Context<'_>) -> Option<Finding> {
    let machine = rustix::system::uname().machine().to_string_lossy().into_owned();
    Architecture::from_machine(&machine).is_none().then(|| Finding::blocking("architecture").with("found", machine))
}

fn systemd(context: &Context<'_>) -> Option<Finding> {
    (!context.host.path("/run/systemd/system").is_dir()).then(|| Finding::blocking("systemd"))
}

fn container(context: &Context<'_>) -> Option<Finding> {
    let kind = context.host.text("/run/systemd/container")?;
    Some(Finding::warning("container").with("found", kind.trim()))
}

fn machine_id(context: &Context<'_>) -> Option<Finding> {
    let id = context.host.text("/etc/machine-id").unwrap_or_default();
    let fits = id.trim().len() == 32 && id.trim().bytes().all(|byte| byte.is_ascii_hexdigit());
    (!fits).then(|| Finding::blocking("machine-id"))
}

fn host_name(context: &Context<'_>) -> Option<Finding> {
    let name = context.host.text("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    (name.is_empty() || name.starts_with("localhost")).then(|| Finding::warning("host-name").with("found", name))
}

fn name_resolves(context: &Context<'_>) -> Option<Finding> {
    let name = context.host.text("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    let hosts = context.host.text("/etc/hosts").unwrap_or_default();
    let listed = hosts.lines().any(|line| line.split_whitespace().skip(1).any(|known| known == name));
    if name.is_empty() || listed || context.host.run("timeout", &["2", "getent", "hosts", name]).ok {
        return None;
    }
    Some(Finding::warning("name-resolves").with("name", name))
}

/// What the plan and K3s call.
const TOOLS: &[&str] = &["systemctl", "useradd", "groupadd", "usermod", "userdel", "modprobe", "mount", "ip"];

fn tools(context: &Context<'_>) -> Option<Finding> {
    let missing: Vec<&str> = TOOLS.iter().copied().filter(|name| !context.host.has_program(name)).collect();
    if missing.is_empty() {
        return None;
    }
    // K3s brings its own ip and modprobe; without the others nothing can be set up.
    let can_do_without = missing.iter().all(|name| ["ip", "modprobe"].contains(name));
    let finding = if can_do_without { Finding::warning("tools") } else { Finding::blocking("tools") };
    Some(finding.with("missing", missing.join(", ")))
}

fn selinux(context: &Context<'_>) -> Option<Finding> {
    let enforcing = context.host.text("/sys/fs/selinux/enforce")?;
    (enforcing.trim() == "1").then(|| Finding::blocking("selinux"))
}

fn apparmor(context: &Context<'_>) -> Option<Finding> {
    let enabled = context.host.text("/sys/module/apparmor/parameters/enabled")?;
    (enabled.trim() == "Y" && !context.host.has_program("apparmor_parser")).then(|| Finding::warning("apparmor"))
}
