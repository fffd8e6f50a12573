//! Where a company keeps its people. One trait, so that sign-in does not care which.
//!
//! Unreachable is not absent: a [`DirectoryError`] never means that a person is gone.

mod active_directory;
mod dns;
mod domains;
mod local;
mod resolve;
mod test;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use uuid::Uuid;

use super::{ChangeRefusal, DirectoryError, Group, Person, Refusal};

pub use active_directory::{ActiveDirectory, refusal_of_bind};
pub use dns::{NameServers, Service};
pub use local::LocalAccounts;
pub use resolve::{Resolve, SystemNames};
pub use test::test;

pub(super) use domains::Directories;

/// A directory of people.
#[async_trait::async_trait]
pub trait Directory: Send + Sync + 'static {
    /// Its DNS domain.
    fn domain(&self) -> &str;
    /// Whether `DOM` of `DOM\\ana` means this domain.
    async fn answers_to(&self, short: &str) -> Result<bool, DirectoryError> {
        Ok(self.domain().eq_ignore_ascii_case(short))
    }
    /// Whether somebody answers to a typed name; costs no try.
    async fn knows(&self, name: &str) -> Result<bool, DirectoryError>;
    /// The account that fits, read without a password and without a try; for people whom somebody else
    /// vouches for. Several that fit are none.
    async fn find(&self, _whom: &Whom) -> Result<Option<Account>, DirectoryError> {
        Ok(None)
    }
    /// When it locks an account, as far as that is known: our own brake trips first.
    fn lockout(&self) -> Lockout {
        Lockout::default()
    }
    /// Finds the person by what was typed and checks the password: one try, one count.
    async fn verify(&self, name: &str, password: &str) -> Result<Verified, Refusal>;
    /// Reads an account again by its identifier.
    async fn refresh(&self, id: Uuid) -> Result<Account, DirectoryError>;
    /// What became of people who are signed in, asked every few seconds: at least those about whom there
    /// is news since the last time.
    async fn review(&self, people: &[Uuid]) -> Result<Vec<(Uuid, Account)>, DirectoryError> {
        let mut all = Vec::new();
        for id in people {
            all.push((*id, self.refresh(*id).await?));
        }
        Ok(all)
    }
    /// Changes a password with the old one as proof; works for a person who cannot sign in because
    /// the password must change.
    async fn change_password(&self, name: &str, old: &str, new: &str) -> Result<(), ChangeRefusal>;
    /// People whose name begins with the words, at most `limit`, in the directory's order of sign-in names:
    /// those behind the name `after`, or the first.
    async fn people_after(&self, words: &str, after: Option<&str>, limit: usize)
    -> Result<Vec<Person>, DirectoryError>;
    /// The first of them.
    async fn search_people(&self, words: &str, limit: usize) -> Result<Vec<Person>, DirectoryError> {
        self.people_after(words, None, limit).await
    }
    /// How many people have a name that begins with the words: as of a minute ago, and never more than
    /// [`COUNT_MOST`].
    async fn count_people(&self, words: &str) -> Result<usize, DirectoryError>;
    /// Groups whose name begins with the words, in the same way.
    async fn groups_after(&self, words: &str, after: Option<&str>, limit: usize) -> Result<Vec<Group>, DirectoryError>;
    /// The first of them.
    async fn search_groups(&self, words: &str, limit: usize) -> Result<Vec<Group>, DirectoryError> {
        self.groups_after(words, None, limit).await
    }
    /// How many groups there are, in the same way.
    async fn count_groups(&self, words: &str) -> Result<usize, DirectoryError>;
}

/// People or groups are counted so far.
pub const COUNT_MOST: usize = 20_000;

/// Whom to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// By a sign-in name in any of the accepted forms.
    Name(String),
    /// By the directory's security identifier, in its text form.
    Sid(String),
    /// By `objectGUID`.
    Id(Uuid),
}

/// When a directory locks an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lockout {
    /// At this many wrong passwords; 0 = never, or unknown.
    pub threshold: u32,
    /// Counted within this time.
    pub window: jiff::SignedDuration,
}

/// A person whose password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who.
    pub person: Person,
}

/// What a directory says about an account that was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// May go on.
    Active {
        /// The person as of now.
        person: Box<Person>,
        /// When the password was set, as far as that is known; now, if it must be changed.
        password_at: Option<Timestamp>,
        /// Why no sign-in may begin just now; sessions go on.
        hindrance: Option<Refusal>,
    },
    /// Locked just now: nothing new, but sessions stay.
    Locked,
    /// Disabled, expired or deleted: why, for the log.
    Gone(&'static str),
}

impl Account {
    /// The person, for a sign-in that shows the directory no password; else what the directory would have
    /// said to one.
    pub fn to_sign_in(self) -> Result<Person, Refusal> {
        match self {
            Self::Active { hindrance: Some(refusal), .. } => Err(refusal),
            Self::Active { person, .. } => Ok(*person),
            Self::Locked => Err(Refusal::Locked),
            Self::Gone(EXPIRED) => Err(Refusal::AccountExpired),
            Self::Gone(_) => Err(Refusal::Disabled),
        }
    }
}

/// Why an account is gone whose time is over.
pub(super) const EXPIRED: &str = "expired in the directory";

/// Version of the settings, and the directories made from them.
type Made = (String, Directories);

/// The directories made from the settings that count, kept until they change, and when people were read.
#[derive(Clone, Default)]
pub(super) struct Current {
    made: Arc<Mutex<Option<Made>>>,
    read: Arc<Mutex<HashMap<Uuid, Timestamp>>>,
}

/// People whose last reading is remembered; beyond that the memory starts again.
const READINGS: usize = 20_000;

impl Current {
    pub(super) fn made(&self, version: &str) -> Option<Directories> {
        let kept = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(made, _)| made == version).map(|(_, directories)| directories.clone())
    }

    pub(super) fn keep(&self, version: String, directories: Directories) {
        *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, directories));
    }

    /// When a person was last read and found well.
    pub(super) fn read_at(&self, person: Uuid) -> Option<Timestamp> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&person).copied()
    }

    pub(super) fn note_read(&self, person: Uuid, now: Timestamp) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= READINGS {
            read.clear();
        }
        read.insert(person, now);
    }
}
