//! Who used which code, and whose turn it is.
//!
//! A code lives on the server that made it, and only that server's core lets machines in with it:
//! one writer, so a lock and an atomic rename decide every race. A store with preconditions can
//! take its place behind [`Ledger`].

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock;

/// Why a machine is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such code here.
    Unknown,
    /// Its time is over.
    Expired,
    /// The proof does not fit: the id is right, the key is not.
    Wrong,
    /// As many machines as it is good for have used it.
    Used,
    /// Another machine goes by this name.
    NameTaken,
    /// The ledger cannot be read or written.
    Broken,
}

impl Refusal {
    /// The word in the answer's `error`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Wrong => "wrong",
            Self::Used => "used",
            Self::NameTaken => "name-taken",
            Self::Broken => "broken",
        }
    }
}

/// The machine that asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Applicant {
    /// Digest of its machine-id.
    pub machine: String,
    /// Its name in the cluster.
    pub name: String,
    /// Proof that it knows the code.
    #[serde(default, skip_serializing)]
    pub proof: String,
}

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// The applicant's.
    Yours,
    /// That of the machine with this name.
    Other(String),
}

/// Keeps uses and turns.
pub trait Ledger: Send + Sync + 'static {
    /// The sealed bundle of a good code.
    fn sealed(&self, id: &str, now: Timestamp) -> Result<String, Refusal>;
    /// Notes a use; the same machine may repeat.
    fn note_use(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<(), Refusal>;
    /// Takes, renews or awaits the turn.
    fn turn(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<Turn, Refusal>;
    /// Gives the turn back.
    fn end_turn(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<(), Refusal>;
    /// Whether any code is still good: then files are served.
    fn is_open(&self, now: Timestamp) -> bool;
}

#[derive(Deserialize)]
struct Sealed {
    expires: Timestamp,
    machines: usize,
    proof: String,
    names: Vec<String>,
    #[serde(rename = "sealed")]
    bundle: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Place {
    machine: String,
    name: String,
    seen: Timestamp,
}

/// A turn that is not renewed for this long goes to the next.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// Files beside the sealed bundles: `<id>.uses`, `turns`.
pub struct FileLedger {
    folder: PathBuf,
    lock: Mutex<()>,
}

impl FileLedger {
    /// Over the core's `join` folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, lock: Mutex::new(()) }
    }

    fn code(&self, id: &str, now: Timestamp) -> Result<Sealed, Refusal> {
        if id.is_empty() || id.len() > 64 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refusal::Unknown);
        }
        let text = std::fs::read(self.folder.join(format!("{id}.sealed"))).map_err(|_| Refusal::Unknown)?;
        let sealed: Sealed = serde_json::from_slice(&text).map_err(|_| Refusal::Broken)?;
        if sealed.expires <= now { Err(Refusal::Expired) } else { Ok(sealed) }
    }

    fn proven(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<Sealed, Refusal> {
        let code = self.code(id, now)?;
        // Both sides are digests of the same length: their comparison tells nothing about the key.
        if clock::digest(&applicant.proof) == code.proof { Ok(code) } else { Err(Refusal::Wrong) }
    }

    fn uses(&self, id: &str) -> Vec<Applicant> {
        let text = std::fs::read(self.folder.join(format!("{id}.uses"))).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn queue(&self, now: Timestamp) -> VecDeque<Place> {
        let text = std::fs::read(self.folder.join("turns")).unwrap_or_default();
        let mut queue: VecDeque<Place> = serde_json::from_slice(&text).unwrap_or_default();
        queue.retain(|place| now.duration_since(place.seen) < PATIENCE);
        queue
    }
}

impl Ledger for FileLedger {
    fn sealed(&self, id: &str, now: Timestamp) -> Result<String, Refusal> {
        Ok(self.code(id, now)?.bundle)
    }

    fn note_use(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<(), Refusal> {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let code = self.proven(id, applicant, now)?;
        let mut uses = self.uses(id);
        if uses.iter().any(|one| one.machine == applicant.machine && one.name == applicant.name) {
            return Ok(());
        }
        let other = |one: &Applicant| one.machine != applicant.machine && one.name == applicant.name;
        if code.names.contains(&applicant.name) || uses.iter().any(other) {
            return Err(Refusal::NameTaken);
        }
        uses.retain(|one| one.machine != applicant.machine);
        if uses.len() >= code.machines {
            return Err(Refusal::Used);
        }
        uses.push(applicant.clone());
        write(&self.folder, &format!("{id}.uses"), &uses)
    }

    fn turn(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<Turn, Refusal> {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.proven(id, applicant, now)?;
        if !self.uses(id).iter().any(|one| one.machine == applicant.machine) {
            return Err(Refusal::Used);
        }
        let mut queue = self.queue(now);
        match queue.iter_mut().find(|place| place.machine == applicant.machine) {
            Some(place) => place.seen = now,
            None => {
                let (machine, name) = (applicant.machine.clone(), applicant.name.clone());
                queue.push_back(Place { machine, name, seen: now });
            }
        }
        write(&self.folder, "turns", &queue)?;
        let first = queue.front().ok_or(Refusal::Broken)?;
        Ok(if first.machine == applicant.machine { Turn::Yours } else { Turn::Other(first.name.clone()) })
    }

    fn end_turn(&self, id: &str, applicant: &Applicant, now: Timestamp) -> Result<(), Refusal> {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.proven(id, applicant, now)?;
        let mut queue = self.queue(now);
        queue.retain(|place| place.machine != applicant.machine);
        write(&self.folder, "turns", &queue)
    }

    fn is_open(&self, now: Timestamp) -> bool {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return false };
        entries.flatten().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.strip_suffix(".sealed").is_some_and(|id| self.code(id, now).is_ok())
        })
    }
}

fn write<T: Serialize>(folder: &Path, name: &str, value: &T) -> Result<(), Refusal> {
    use std::io::Write as _;
    let broken = |error: std::io::Error| {
        tracing::error!(error = %error, "joining ledger not writable");
        Refusal::Broken
    };
    let text = serde_json::to_vec(value).map_err(|_| Refusal::Broken)?;
    let temporary = folder.join(format!(".{name}.new"));
    let put = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(&text)?;
        file.sync_all()?;
        std::fs::rename(&temporary, folder.join(name))
    };
    put().map_err(broken)
}
