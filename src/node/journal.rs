//! What this tool changed on the server, line by line, with the value from before.
//!
//! A line is on the disk before the change it describes, so whatever was half done is known:
//! the next run converges and `uninstall` puts the old values back.

use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::{NodeError, Result};
use super::host::Host;
use super::plan::Content;

/// Root's folder for the journal, the keys and old files.
pub const FOLDER: &str = "/var/lib/unidash/node";
/// The journal itself: one JSON object per line.
pub const JOURNAL: &str = "/var/lib/unidash/node/journal";
/// Old contents of files that were there before us, by SHA-256.
pub const KEPT: &str = "/var/lib/unidash/node/kept";

/// A change, described before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "kebab-case")]
pub enum Change {
    /// A folder was made (it was not there).
    Folder {
        /// Absolute path.
        path: String,
    },
    /// A file is written.
    File {
        /// Absolute path.
        path: String,
        /// SHA-256 of what was there (kept under [`KEPT`]), none if nothing was.
        old: Option<String>,
        /// Its permission bits.
        old_mode: Option<u32>,
    },
    /// A symbolic link is made (the name was free).
    Link {
        /// Absolute path.
        path: String,
    },
    /// A system account is made.
    User {
        /// Name of the account.
        name: String,
    },
    /// A group is made.
    Group {
        /// Name of the group.
        name: String,
    },
    /// A kernel setting is changed.
    Sysctl {
        /// Dotted key.
        key: String,
        /// Value from before.
        old: String,
    },
    /// A unit is enabled.
    Unit {
        /// Name with its suffix.
        name: String,
    },
    /// A firewall rule is added.
    Firewall {
        /// The command that takes it away again.
        undo: Vec<String>,
    },
    /// A mile stone was reached.
    Step {
        /// `k3s-first-start`, `k3s-ready`, `joined`, `units-up`, …
        name: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Line {
    at: Timestamp,
    #[serde(flatten)]
    change: Change,
}

/// Appends a change and waits until the disk has it.
pub fn note(host: &Host, at: Timestamp, change: &Change) -> Result<()> {
    let path = host.path(JOURNAL);
    let mut line = serde_json::to_vec(&Line { at, change: change.clone() }).map_err(NodeError::internal)?;
    line.push(b'\n');
    let append = || -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.append(true).create(true).open(&path)?;
        file.write_all(&line)?;
        file.sync_all()?;
        path.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
    };
    append().map_err(|error| NodeError::file(&path, error))
}

/// All changes, oldest first. A last line cut off by a power loss describes a change that was
/// never begun and is left out.
pub fn read(host: &Host) -> Vec<Change> {
    let text = host.text(JOURNAL).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()).map(|line| line.change).collect()
}

/// Whether a mile stone was reached.
pub fn reached(host: &Host, step: &str) -> bool {
    read(host).iter().any(|change| matches!(change, Change::Step { name } if name == step))
}

/// Whether a file was written by us (whatever was there before).
pub fn wrote(host: &Host, path: &str) -> bool {
    read(host).iter().any(|change| matches!(change, Change::File { path: known, .. } if known == path))
}

/// Notes a mile stone once.
pub fn reach(host: &Host, at: Timestamp, step: &str) -> Result<()> {
    if reached(host, step) {
        return Ok(());
    }
    note(host, at, &Change::Step { name: step.to_owned() })
}

/// Keeps the present content of `path` and notes that it is about to be replaced.
pub fn note_file(host: &Host, at: Timestamp, path: &str) -> Result<()> {
    if wrote(host, path) {
        return Ok(()); // the oldest value is the one that counts
    }
    let old = host.bytes(path)?;
    let hash = old.as_deref().map(super::artefacts::sha256);
    if let (Some(bytes), Some(hash)) = (&old, &hash) {
        host.make_folder(KEPT, 0o700)?;
        host.write(Path::new(KEPT).join(hash), bytes, 0o600)?;
    }
    let old_mode = old.as_ref().and_then(|_| host.mode(path));
    note(host, at, &Change::File { path: path.to_owned(), old: hash, old_mode })
}

/// Like [`note_file`]; an artefact that is replaced is not kept (the release still has it).
pub fn note_file_unless_large(host: &Host, at: Timestamp, path: &str, content: &Content) -> Result<()> {
    match content {
        Content::Artefact(..) => {
            if wrote(host, path) {
                return Ok(());
            }
            note(host, at, &Change::File { path: path.to_owned(), old: None, old_mode: None })
        }
        _ => note_file(host, at, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_old_value_is_kept_and_a_cut_line_is_ignored() {
        let folder = tempfile::tempdir().expect("folder");
        let host = Host::pretended(folder.path());
        host.make_folder(FOLDER, 0o700).expect("folder");
        host.make_folder("/etc", 0o755).expect("folder");
        host.write("/etc/hosts", b"old", 0o644).expect("write");
        note_file(&host, Timestamp::UNIX_EPOCH, "/etc/hosts").expect("note");
        host.write("/etc/hosts", b"new", 0o644).expect("write");
        note_file(&host, Timestamp::UNIX_EPOCH, "/etc/hosts").expect("note");
        reach(&host, Timestamp::UNIX_EPOCH, "k3s-ready").expect("note");
        let mut text = host.text(JOURNAL).expect("journal");
        text.push_str("{\"at\":\"2026-0");
        host.write(JOURNAL, text.as_bytes(), 0o600).expect("write");
        assert_eq!(read(&host).len(), 2);
        assert!(reached(&host, "k3s-ready"));
        let kept = Path::new(KEPT).join(super::super::artefacts::sha256(b"old"));
        assert_eq!(host.text(kept).as_deref(), Some("old"));
    }
}
