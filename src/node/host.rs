//! The machine under our hands: its files below a root folder, and its commands.
//!
//! Tests use another root and no commands; nothing else in the crate starts processes.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::error::{NodeError, Result};

/// What a command answered.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Whether it ended with status 0.
    pub ok: bool,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

enum Commands {
    Real,
    Recorded(Mutex<Vec<String>>),
}

/// A server: files below `root`, commands run for real or only noted.
pub struct Host {
    root: PathBuf,
    commands: Commands,
}

impl Host {
    /// This machine.
    pub fn real() -> Self {
        Self { root: PathBuf::from("/"), commands: Commands::Real }
    }

    /// A folder that stands for a machine; commands are noted and succeed with empty output.
    pub fn pretended(root: &Path) -> Self {
        Self { root: root.to_owned(), commands: Commands::Recorded(Mutex::new(Vec::new())) }
    }

    /// Whether commands really run.
    pub fn is_real(&self) -> bool {
        matches!(self.commands, Commands::Real)
    }

    /// The commands noted so far (pretended machines only).
    pub fn recorded(&self) -> Vec<String> {
        match &self.commands {
            Commands::Real => Vec::new(),
            Commands::Recorded(list) => list.lock().map(|list| list.clone()).unwrap_or_default(),
        }
    }

    /// The file that `path` (absolute) names on this machine.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The text of a file, or nothing if it cannot be read.
    pub fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        std::fs::read(self.path(path)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The bytes of a file; `None` when there is none.
    pub fn bytes(&self, path: impl AsRef<Path>) -> Result<Option<Vec<u8>>> {
        let path = self.path(path);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(NodeError::file(&path, error)),
        }
    }

    /// Whether something (also a dangling link) has this name.
    pub fn exists(&self, path: impl AsRef<Path>) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// Writes a file so that a power cut leaves the old or the new one: temporary file beside
    /// it, fsync, rename, fsync of the folder.
    pub fn write(&self, path: impl AsRef<Path>, bytes: &[u8], mode: u32) -> Result<()> {
        let path = self.path(path);
        let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = folder.join(format!(".{name}.unidash-new"));
        let written = (|| {
            std::fs::remove_file(&temporary).or_else(ignore_absent)?;
            let mut file = std::os::unix::fs::OpenOptionsExt::mode(
                std::fs::OpenOptions::new().write(true).create_new(true),
                mode & 0o700,
            )
            .open(&temporary)?;
            file.write_all(bytes)?;
            file.set_permissions(std::fs::Permissions::from_mode(mode))?;
            file.sync_all()?;
            std::fs::rename(&temporary, &path)?;
            std::fs::File::open(&folder)?.sync_all()
        })();
        written.map_err(|error| {
            drop(std::fs::remove_file(&temporary));
            NodeError::file(&path, error)
        })
    }

    /// Makes a folder and its parents (0755), then gives it `mode`.
    pub fn make_folder(&self, path: impl AsRef<Path>, mode: u32) -> Result<()> {
        let path = self.path(path);
        std::fs::create_dir_all(&path)
            .and_then(|()| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)))
            .map_err(|error| NodeError::file(&path, error))
    }

    /// Permission bits of a file.
    pub fn mode(&self, path: impl AsRef<Path>) -> Option<u32> {
        self.path(path).metadata().ok().map(|data| data.mode() & 0o7777)
    }

    /// Removes a file or link; absent is fine.
    pub fn remove(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = self.path(path);
        std::fs::remove_file(&path).or_else(ignore_absent).map_err(|error| NodeError::file(&path, error))
    }

    /// Gives a file to `user:group` (names); not done on a pretended machine.
    pub fn give(&self, path: impl AsRef<Path>, owner: &str) -> Result<()> {
        let path = self.path(path);
        if !self.is_real() {
            return Ok(());
        }
        let (user, group) = owner.split_once(':').unwrap_or((owner, owner));
        let ids = self.user_id(user).zip(self.group_id(group));
        let (uid, gid) = ids.ok_or_else(|| NodeError::internal(format!("no account {owner}")))?;
        std::os::unix::fs::lchown(&path, Some(uid), Some(gid)).map_err(|error| NodeError::file(&path, error))
    }

    /// Whether a file belongs to `user:group`; always so on a pretended machine.
    pub fn belongs_to(&self, path: impl AsRef<Path>, owner: &str) -> bool {
        if !self.is_real() {
            return true;
        }
        let (user, group) = owner.split_once(':').unwrap_or((owner, owner));
        let Ok(data) = self.path(path).symlink_metadata() else { return false };
        self.user_id(user) == Some(data.uid()) && self.group_id(group) == Some(data.gid())
    }

    /// Numeric id of a user in `/etc/passwd`.
    pub fn user_id(&self, name: &str) -> Option<u32> {
        account_id(&self.text("/etc/passwd")?, name)
    }

    /// Numeric id of a group in `/etc/group`.
    pub fn group_id(&self, name: &str) -> Option<u32> {
        account_id(&self.text("/etc/group")?, name)
    }

    /// Runs a command and waits for it; a command that cannot be started is an answer too.
    #[expect(clippy::disallowed_methods, reason = "node/ is the one room that starts processes")]
    pub fn run<A: AsRef<OsStr>>(&self, program: &str, arguments: &[A]) -> Answer {
        if let Commands::Recorded(list) = &self.commands {
            let line = arguments.iter().fold(program.to_owned(), |mut line, argument| {
                line.push(' ');
                line.push_str(&argument.as_ref().to_string_lossy());
                line
            });
            if let Ok(mut list) = list.lock() {
                list.push(line);
            }
            return Answer { ok: true, ..Answer::default() };
        }
        let done = Command::new(program).args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output();
        match done {
            Ok(output) => Answer {
                ok: output.status.success(),
                out: String::from_utf8_lossy(&output.stdout).into_owned(),
                err: String::from_utf8_lossy(&output.stderr).into_owned(),
            },
            Err(error) => Answer { ok: false, out: String::new(), err: error.to_string() },
        }
    }

    /// Runs a command with `input` on its standard input; answers whether it succeeded.
    #[expect(clippy::disallowed_methods, reason = "node/ is the one room that starts processes")]
    pub fn feed(&self, program: &str, input: &[u8]) -> bool {
        if !self.is_real() {
            return true;
        }
        let fed = Command::new(program)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .and_then(|mut child| {
                if let Some(mut pipe) = child.stdin.take() {
                    pipe.write_all(input)?;
                }
                child.wait()
            });
        fed.is_ok_and(|status| status.success())
    }

    /// Runs a command that must succeed.
    pub fn must<A: AsRef<OsStr>>(&self, program: &str, arguments: &[A]) -> Result<String> {
        let answer = self.run(program, arguments);
        if answer.ok {
            return Ok(answer.out);
        }
        let line: Vec<_> = arguments.iter().map(|argument| argument.as_ref().to_string_lossy()).collect();
        let last = answer.err.lines().last().unwrap_or_default().to_owned();
        Err(NodeError::failed("command").with("command", format!("{program} {}", line.join(" "))).with("cause", last))
    }

    /// Whether a program is found in the usual folders.
    pub fn has_program(&self, name: &str) -> bool {
        self.find_program(name).is_some()
    }

    /// Where a program lies in the usual folders.
    pub fn find_program(&self, name: &str) -> Option<PathBuf> {
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
            .iter()
            .map(|folder| Path::new(folder).join(name))
            .find(|path| self.path(path).is_file())
    }
}

fn account_id(table: &str, name: &str) -> Option<u32> {
    table.lines().find_map(|line| {
        let mut parts = line.split(':');
        (parts.next()? == name).then(|| parts.nth(1)?.parse().ok())?
    })
}

/// Turns “not found” into success.
pub fn ignore_absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_with_its_mode() {
        let folder = tempfile::tempdir().expect("folder");
        let host = Host::pretended(folder.path());
        host.make_folder("/etc/unidash", 0o755).expect("folder");
        host.write("/etc/unidash/x", b"one", 0o600).expect("write");
        host.write("/etc/unidash/x", b"two", 0o640).expect("write");
        assert_eq!(host.text("/etc/unidash/x").as_deref(), Some("two"));
        assert_eq!(host.mode("/etc/unidash/x"), Some(0o640));
        assert_eq!(std::fs::read_dir(host.path("/etc/unidash")).expect("list").count(), 1);
    }

    #[test]
    fn account_numbers_are_read_from_the_tables() {
        assert_eq!(account_id("root:x:0:0::/root:/bin/sh\nweb:x:33:33::/:/bin/sh", "web"), Some(33));
        assert_eq!(account_id("root:x:0:0", "nobody"), None);
    }
}
