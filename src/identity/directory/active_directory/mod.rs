//! Active Directory over LDAPS or StartTLS (RFC 4511, RFC 4513).
//!
//! A person is looked up through the service account, then proves the password on a connection of its
//! own. Several controllers: another one is asked only when nothing came back.

mod account;
mod ber;
mod change;
mod controller;
mod controllers;
mod domain;
mod entry;
mod groups;
mod link;
mod logon_hours;
mod lookup;
mod places;
mod review;
mod rules;
mod search;
mod somebody;
mod subcode;
mod tls;
mod verify;
mod wire;
mod witness;

use std::sync::Arc;

use uuid::Uuid;

use self::controllers::Controllers;
use self::groups::GroupNames;
use self::lookup::Found;
use super::resolve::Resolve;
use super::{Account, Directory, Lockout, Verified, Whom};
use crate::api::types::DirectorySettings;
use crate::clock::Ambient;
use crate::identity::{ChangeRefusal, DirectoryError, Group, Person, Refusal};

pub(super) use self::domain::{Controller, Domain};
pub(super) use self::link::{Broken, Link, connect};
pub(super) use self::places::find as find_controllers;
pub(super) use self::search::count_people;
pub use self::subcode::refusal as refusal_of_bind;
pub(super) use self::tls::Trust;
pub(super) use self::wire::start_tls;
pub(super) use self::witness::Witness;

/// A SID in its text form as a filter value.
pub(super) fn sid_filter(text: &str) -> Option<String> {
    entry::sid_bytes(text).map(|raw| entry::escaped(&raw))
}

/// One domain with its controllers.
pub struct ActiveDirectory {
    domain: Domain,
    controllers: Controllers,
    names: GroupNames,
    rules: rules::Kept,
    marks: review::Marks,
    counts: search::Counts,
    ambient: Ambient,
}

impl ActiveDirectory {
    /// From settings with the password, finding addresses by `names`.
    pub fn with_names(
        settings: DirectorySettings,
        ambient: Ambient,
        names: Arc<dyn Resolve>,
    ) -> Result<Self, DirectoryError> {
        let domain = Domain::read(settings)?;
        let controllers = Controllers::new(&domain, names, ambient.clone())?;
        Ok(Self {
            names: GroupNames::new(),
            rules: rules::Kept::default(),
            marks: review::Marks::default(),
            counts: search::Counts::default(),
            domain,
            controllers,
            ambient,
        })
    }

    /// Whether settings can work at all.
    pub fn check(settings: &DirectorySettings) -> Result<(), DirectoryError> {
        let domain = Domain::read(settings.clone())?;
        Trust::of(&domain.settings).map(|_| ())
    }
}

#[async_trait::async_trait]
impl Directory for ActiveDirectory {
    fn domain(&self) -> &str {
        &self.domain.settings.domain
    }

    async fn answers_to(&self, short: &str) -> Result<bool, DirectoryError> {
        let domain = &self.domain.settings.domain;
        if domain.eq_ignore_ascii_case(short) {
            return Ok(true);
        }
        self.controllers.ask(|link: Link| async move { self.rules.renew(&link, &self.domain).await }).await?;
        let netbios = self.rules.known().and_then(|rules| rules.netbios);
        let usual = || domain.split('.').next().unwrap_or_default().to_owned();
        Ok(netbios.unwrap_or_else(usual).eq_ignore_ascii_case(short))
    }

    async fn knows(&self, name: &str) -> Result<bool, DirectoryError> {
        if name.trim().is_empty() {
            return Ok(false);
        }
        Ok(!matches!(self.look_up(name).await?, Found::Nobody))
    }

    async fn find(&self, whom: &Whom) -> Result<Option<Account>, DirectoryError> {
        self.find_account(whom).await
    }

    fn lockout(&self) -> Lockout {
        self.rules.known().unwrap_or_default().lockout
    }

    async fn verify(&self, name: &str, password: &str) -> Result<Verified, Refusal> {
        self.verify_person(name, password).await.map(|person| Verified { person })
    }

    async fn refresh(&self, id: Uuid) -> Result<Account, DirectoryError> {
        self.read_again(id).await
    }

    async fn review(&self, people: &[Uuid]) -> Result<Vec<(Uuid, Account)>, DirectoryError> {
        self.review_people(people).await
    }

    async fn change_password(&self, name: &str, old: &str, new: &str) -> Result<(), ChangeRefusal> {
        self.change(name, old, new).await
    }

    async fn people_after(
        &self,
        words: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Person>, DirectoryError> {
        self.find_people(words, after, limit).await
    }

    async fn count_people(&self, words: &str) -> Result<usize, DirectoryError> {
        self.number_of_people(words).await
    }

    async fn groups_after(&self, words: &str, after: Option<&str>, limit: usize) -> Result<Vec<Group>, DirectoryError> {
        self.find_groups(words, after, limit).await
    }

    async fn count_groups(&self, words: &str) -> Result<usize, DirectoryError> {
        self.number_of_groups(words).await
    }
}

impl std::fmt::Debug for ActiveDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActiveDirectory").field("domain", &self.domain.settings.domain).finish_non_exhaustive()
    }
}
