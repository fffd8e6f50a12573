//! The directory reaches the sessions: accounts are read again, and what is gone ends.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use uuid::Uuid;

use super::directory::{Account, Directory};
use super::session_document::SessionDocument;
use super::{Identity, IdentityError, Source};
use crate::state::{Labels, Stored};

/// An answer of the directory may be this old.
const FRESH_SECONDS: i64 = 10;

impl Identity {
    /// Reads the account behind a session again. A person who is disabled, expired or gone loses
    /// every session; a directory that does not answer changes nothing.
    pub async fn renew(&self, sid: &str) -> Result<(), IdentityError> {
        let Some(stored) = self.session(sid).await? else { return Ok(()) };
        let Source::Directory(_) = &stored.body.person.source else { return Ok(()) };
        let age = self.ambient.now().duration_since(stored.body.read_at);
        if age < SignedDuration::from_secs(FRESH_SECONDS) {
            return Ok(());
        }
        let Some(directory) = self.current_directory().await? else { return Ok(()) };
        match self.reread(&*directory, stored.body.person.id, &[stored]).await? {
            Some(Account::Gone(_)) => Err(IdentityError::Grant("account gone")),
            Some(Account::Locked) => Err(IdentityError::Grant("account locked")),
            Some(Account::Active(_)) | None => Ok(()),
        }
    }

    /// Reads every directory account with a live session again, each once: called by a job every few
    /// seconds. Says how many people lost their sessions.
    pub async fn renew_all(&self) -> Result<usize, IdentityError> {
        let Some(directory) = self.current_directory().await? else { return Ok(0) };
        let labels = Labels::from([("state", "live".to_owned())]);
        let now = self.ambient.now();
        let mut people: BTreeMap<Uuid, Vec<Stored<SessionDocument>>> = BTreeMap::new();
        for session in self.store.list::<SessionDocument>(&labels).await? {
            if session.body.lives(now) && session.body.person.source != Source::Local {
                people.entry(session.body.person.id).or_default().push(session);
            }
        }
        let mut gone = 0;
        for (person, sessions) in people {
            if let Some(Account::Gone(_)) = self.reread(&*directory, person, &sessions).await? {
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// The same at once: somebody was just found disabled or expired.
    pub(super) fn renew_beside(&self) {
        let identity = self.clone();
        tokio::spawn(async move {
            if let Err(error) = identity.renew_all().await {
                tracing::warn!(identity.error = %error, "accounts wait for the job");
            }
        });
    }

    /// What the directory says about a person, brought into the sessions; none when it is silent.
    async fn reread(
        &self,
        directory: &dyn Directory,
        person: Uuid,
        sessions: &[Stored<SessionDocument>],
    ) -> Result<Option<Account>, IdentityError> {
        let account = match directory.refresh(person).await {
            Ok(account) => account,
            Err(error) => {
                tracing::warn!(directory.error = %error, "account not read again");
                return Ok(None);
            }
        };
        match &account {
            Account::Gone(why) => {
                self.end_sessions_of(person, why).await?;
            }
            Account::Active(current) => {
                let now = self.ambient.now();
                for session in sessions.iter().filter(|session| session.body.person != **current) {
                    self.amend::<SessionDocument>(&session.name, |body| {
                        body.person = (**current).clone();
                        body.read_at = now;
                        true
                    })
                    .await?;
                }
                self.note_profile(current).await?;
            }
            Account::Locked => {}
        }
        Ok(Some(account))
    }
}
