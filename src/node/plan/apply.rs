//! Carries the plan out: compare, note in the journal, change. Nothing else changes the server.

use std::path::Path;

use super::{Content, Phase, Plan, What, is_so, same};
use crate::clock::Ambient;
use crate::node::artefacts;
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;
use crate::node::journal::{self, Change};
use crate::node::k3s;

/// How much was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Items that were already right.
    pub kept: usize,
    /// Items that were changed.
    pub changed: usize,
    /// Files that were written.
    pub written: Vec<String>,
}

impl Applied {
    /// Adds what another phase did.
    pub fn add(&mut self, other: Self) {
        self.kept += other.kept;
        self.changed += other.changed;
        self.written.extend(other.written);
    }

    /// Whether K3s must start again to see what was written. Manifests and `authn.yaml` it reads
    /// by itself.
    pub fn touches_k3s(&self) -> bool {
        const READ_AT_START: [&str; 7] =
            [k3s::BINARY, k3s::UNIT, k3s::CONFIG, k3s::TOKEN, k3s::AGENT_TOKEN, "/psa.yaml", "/audit.yaml"];
        self.written.iter().any(|path| READ_AT_START.iter().any(|known| path.ends_with(known)))
    }

    /// Whether the roles must start again.
    pub fn touches_roles(&self) -> bool {
        let read_at_start = |path: &String| {
            path.starts_with("/etc/systemd/system/unidash-")
                || path.starts_with("/etc/unidash/")
                || path == "/usr/local/bin/unidash"
                || path.ends_with("/seal.key")
                || path.ends_with("/kubeconfig")
        };
        self.written.iter().any(read_at_start)
    }
}

/// Carries out one phase.
pub fn apply(host: &Host, ambient: &Ambient, plan: &Plan, phase: Phase) -> Result<Applied> {
    let mut applied = Applied::default();
    let mut units_changed = false;
    for item in plan.items.iter().filter(|item| item.phase == phase) {
        if is_so(host, &item.what) {
            applied.kept += 1;
            continue;
        }
        if units_changed && matches!(item.what, What::Unit { .. }) {
            host.must("systemctl", &["daemon-reload"])?;
            units_changed = false;
        }
        carry_out(host, ambient, &item.what)?;
        if matches!(item.what, What::Module { .. }) && !is_so(host, &item.what) {
            applied.kept += 1; // not this kernel's way: preflight has said what it means
            continue;
        }
        applied.changed += 1;
        if let What::File { path, .. } = &item.what {
            units_changed |= path.starts_with("/etc/systemd/system/");
            applied.written.push(path.clone());
        }
    }
    if units_changed {
        host.must("systemctl", &["daemon-reload"])?;
    }
    Ok(applied)
}

fn carry_out(host: &Host, ambient: &Ambient, what: &What) -> Result<()> {
    let note = |change: Change| journal::note(host, ambient.now(), &change);
    match what {
        What::Group { name } => {
            note(Change::Group { name: name.clone() })?;
            host.must("groupadd", &["--system", name]).map(drop)
        }
        What::User { name, home } => {
            note(Change::User { name: name.clone() })?;
            make_account(host, name, home)
        }
        What::Folder { path, mode, owner } => folder(host, ambient, path, *mode, owner),
        What::File { path, mode, owner, content } => {
            parent(host, ambient, path)?;
            journal::note_file_unless_large(host, ambient.now(), path, content)?;
            write(host, path, *mode, content)?;
            host.give(path, owner)
        }
        What::Link { path, target } => {
            if host.exists(path) {
                return Ok(()); // somebody else's: it stays
            }
            note(Change::Link { path: path.clone() })?;
            let path = host.path(path);
            std::os::unix::fs::symlink(target, &path).map_err(|error| NodeError::file(&path, error))
        }
        What::Sysctl { key, value } => {
            note(Change::Sysctl { key: key.clone(), old: same::sysctl(host, key).unwrap_or_default() })?;
            let path = host.path(format!("/proc/sys/{}", key.replace('.', "/")));
            std::fs::write(&path, value).map_err(|error| NodeError::file(&path, error))
        }
        What::Module { name } => {
            host.run("modprobe", &[name]); // preflight has tried the feature itself
            Ok(())
        }
        What::Unit { name } => {
            let wants = same::wants_folder(name);
            if !host.exists(wants) {
                note(Change::Folder { path: wants.to_owned() })?;
            }
            note(Change::Unit { name: name.clone() })?;
            host.must("systemctl", &["enable", "--quiet", name]).map(drop)
        }
        What::Rule(rule) => {
            note(Change::Firewall { undo: rule.undo.clone() })?;
            let (program, rest) = rule.add.split_first().ok_or_else(|| NodeError::internal("empty rule"))?;
            host.must(program, rest).map(drop)
        }
        What::Port { .. } => Ok(()),
    }
}

fn make_account(host: &Host, name: &str, home: &str) -> Result<()> {
    if host.user_id(name).is_none() {
        let group = if host.group_id(name).is_some() { ["--gid", name] } else { ["--user-group", "--no-log-init"] };
        let rest = ["--system", "--no-create-home", "--home-dir", home, "--shell", "/usr/sbin/nologin", name];
        host.must("useradd", &[&group[..], &rest[..]].concat())?;
    }
    host.must("usermod", &["--append", "--groups", "unidash", name]).map(drop)
}

fn folder(host: &Host, ambient: &Ambient, path: &str, mode: u32, owner: &str) -> Result<()> {
    parent(host, ambient, path)?;
    if !host.exists(path) {
        note_folder(host, ambient, path)?;
    }
    host.make_folder(path, mode)?;
    host.give(path, owner)
}

/// Makes the folders above a path, each noted. Root's own folder cannot be noted before it is
/// there; `uninstall` knows it.
fn parent(host: &Host, ambient: &Ambient, path: &str) -> Result<()> {
    let Some(above) = Path::new(path).parent() else { return Ok(()) };
    if host.path(above).is_dir() {
        return Ok(());
    }
    let above = above.to_string_lossy().into_owned();
    parent(host, ambient, &above)?;
    note_folder(host, ambient, &above)?;
    host.make_folder(&above, 0o755)
}

fn note_folder(host: &Host, ambient: &Ambient, path: &str) -> Result<()> {
    if !host.path(journal::FOLDER).is_dir() {
        return Ok(());
    }
    journal::note(host, ambient.now(), &Change::Folder { path: path.to_owned() })
}

fn write(host: &Host, path: &str, mode: u32, content: &Content) -> Result<()> {
    match content {
        Content::Text(text) | Content::Secret(text) => host.write(path, text.as_bytes(), mode),
        Content::Bytes(bytes) => host.write(path, bytes, mode),
        Content::Artefact(name, _) if path == format!("{}/{name}", artefacts::FOLDER) => {
            // Fetched before this phase; here only its rights are put right.
            use std::os::unix::fs::PermissionsExt as _;
            let path = host.path(path);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))
                .map_err(|error| NodeError::file(&path, error))
        }
        Content::Artefact(name, _) => artefacts::place(host, name, path, mode),
        Content::Later => Ok(()),
    }
}
