//! Where a company keeps its people. One trait, so that sign-in does not care which.
//!
//! Unreachable is not absent: a [`DirectoryError`] never means that a person is gone.

mod active_directory;
mod local;
mod resolve;
mod test;

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::{ChangeRefusal, DirectoryError, Group, Person, Refusal};

pub use active_directory::ActiveDirectory;
pub use local::LocalAccounts;
pub use resolve::{Resolve, SystemNames};
pub use test::test;

/// A directory of people.
#[async_trait::async_trait]
pub trait Directory: Send + Sync + 'static {
    /// Its DNS domain.
    fn domain(&self) -> &str;
    /// Finds the person by what was typed and checks the password: one try, one count.
    async fn verify(&self, name: &str, password: &str) -> Result<Verified, Refusal>;
    /// Reads an account again by its identifier.
    async fn refresh(&self, id: Uuid) -> Result<Account, DirectoryError>;
    /// Changes a password with the old one as proof; works for a person who cannot sign in because
    /// the password must change.
    async fn change_password(&self, name: &str, old: &str, new: &str) -> Result<(), ChangeRefusal>;
    /// People whose name begins with the words, at most `limit`.
    async fn search_people(&self, words: &str, limit: usize) -> Result<Vec<Person>, DirectoryError>;
    /// Groups whose name begins with the words, at most `limit`.
    async fn search_groups(&self, words: &str, limit: usize) -> Result<Vec<Group>, DirectoryError>;
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
    Active(Box<Person>),
    /// Locked just now: nothing new, but sessions stay.
    Locked,
    /// Disabled, expired or deleted: why, for the log.
    Gone(&'static str),
}

/// Version of the settings, and the directory made from them.
type Made = (String, Arc<dyn Directory>);

/// The directory made from the settings that count, kept until they change.
#[derive(Clone, Default)]
pub(super) struct Current(Arc<Mutex<Option<Made>>>);

impl Current {
    pub(super) fn made(&self, version: &str) -> Option<Arc<dyn Directory>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(made, _)| made == version).map(|(_, directory)| directory.clone())
    }

    pub(super) fn keep(&self, version: String, directory: Arc<dyn Directory>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, directory));
    }
}
