//! A name and a password: who is it, or why not.

use std::time::Duration;

use tokio::time::Instant;

use super::brake::Limit;
use super::directory::{Directories, Verified};
use super::people::PersonDocument;
use super::{ChangeRefusal, DirectoryError, Identity, IdentityError, PasswordRule, Person, Refusal, people};
use crate::state::Stored;

/// Longest name or password that is looked at.
const LONGEST: usize = 512;
/// Refusals leave at multiples of this time. Longer than a hash, and than a controller's write of a
/// wrong try, which an unknown name does not cost.
const BEAT: Duration = Duration::from_millis(250);

/// What a person typed, and from where.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// Name, in any of the accepted forms.
    pub name: &'a str,
    /// Password.
    pub password: &'a str,
    /// Address of the browser.
    pub address: Option<&'a str>,
}

/// A change of password, and from where.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// Name, in any of the accepted forms.
    pub name: &'a str,
    /// The password until now.
    pub old: &'a str,
    /// The password from now on.
    pub new: &'a str,
    /// Address of the browser.
    pub address: Option<&'a str>,
}

impl Identity {
    /// Checks a name and a password, on the local accounts or in the directory.
    pub async fn sign_in(&self, attempt: Attempt<'_>) -> Result<Person, Refusal> {
        let began = Instant::now();
        let outcome = self.check(attempt).await;
        match &outcome {
            Ok(person) => {
                self.brake.right(attempt.name, attempt.address);
                self.audit.signed_in(person, attempt.address).await;
            }
            Err(refusal) => {
                if refusal.counts() {
                    self.brake.wrong(attempt.name, attempt.address);
                }
                if matches!(refusal, Refusal::Disabled | Refusal::AccountExpired) {
                    self.renew_beside();
                }
                self.audit.refused(attempt.name, refusal, attempt.address).await;
                wait_for_the_beat(began).await;
            }
        }
        outcome
    }

    async fn check(&self, attempt: Attempt<'_>) -> Result<Person, Refusal> {
        let name = attempt.name.trim();
        // A bind with an empty password succeeds on some servers (RFC 4513 §5.1.2): never ask.
        if name.is_empty() || attempt.password.is_empty() || name.len() > LONGEST || attempt.password.len() > LONGEST {
            return Err(Refusal::WrongCredentials);
        }
        let local = self.local_account(name).await?;
        let directories = match local {
            Some(_) => None,
            None => self.current_directories().await.map_err(refusal_of)?,
        };
        if self.brake.holds(name, attempt.address, limit(directories.as_ref())) {
            return Err(Refusal::Locked);
        }
        match directories {
            Some(directories) => {
                let Verified { person, .. } = directories.verify(name, attempt.password).await?;
                self.note_profile(&person).await.map_err(refusal_of)?;
                Ok(person)
            }
            None => self.check_local(local, attempt.password).await,
        }
    }

    pub(super) async fn local_account(&self, name: &str) -> Result<Option<Stored<PersonDocument>>, Refusal> {
        if name.contains(['@', '\\']) {
            return Ok(None);
        }
        self.local_by_name(name).await.map_err(refusal_of)
    }

    pub(super) async fn check_local(
        &self,
        account: Option<Stored<PersonDocument>>,
        password: &str,
    ) -> Result<Person, Refusal> {
        let hash = account.as_ref().map(|stored| stored.body.password.as_str());
        if !self.passwords.verify(password, hash).await.map_err(refusal_of)? {
            return Err(Refusal::WrongCredentials);
        }
        match account {
            Some(stored) if stored.body.disabled => Err(Refusal::Disabled),
            Some(stored) => Ok(stored.body.person()),
            None => Err(Refusal::WrongCredentials),
        }
    }

    /// Changes a password with the old one as proof. It counts as a try when the old one is wrong.
    pub async fn change_password(&self, change: Change<'_>) -> Result<(), ChangeRefusal> {
        let began = Instant::now();
        let outcome = self.try_change(change).await;
        let refused = outcome.as_ref().err().map(ToString::to_string);
        if outcome == Err(ChangeRefusal::OldWrong) {
            self.brake.wrong(change.name, change.address);
        }
        self.audit.password_changed(change.name, refused, change.address).await;
        if outcome.is_err() {
            wait_for_the_beat(began).await;
        }
        outcome
    }

    async fn try_change(&self, change: Change<'_>) -> Result<(), ChangeRefusal> {
        let name = change.name.trim();
        if name.is_empty() || change.old.is_empty() || change.old.len() > LONGEST {
            return Err(ChangeRefusal::OldWrong);
        }
        if change.new.is_empty() || change.new.len() > LONGEST {
            return Err(ChangeRefusal::Policy(PasswordRule::Unsaid));
        }
        let local = self.local_account(name).await.map_err(|refusal| ChangeRefusal::State(refusal.to_string()))?;
        let directories = match local {
            Some(_) => None,
            None => self.current_directories().await.map_err(|error| ChangeRefusal::State(error.to_string()))?,
        };
        if self.brake.holds(name, change.address, limit(directories.as_ref())) {
            return Err(ChangeRefusal::Locked);
        }
        match (local, directories) {
            (Some(local), _) => self.change_local(local, change.old, change.new).await,
            (None, Some(directories)) => directories.change_password(name, change.old, change.new).await,
            (None, None) => {
                let _ = self.passwords.verify(change.old, None).await;
                Err(ChangeRefusal::OldWrong)
            }
        }
    }

    pub(super) async fn change_local(
        &self,
        account: Stored<PersonDocument>,
        old: &str,
        new: &str,
    ) -> Result<(), ChangeRefusal> {
        let failed = |error: IdentityError| ChangeRefusal::State(error.to_string());
        if !self.passwords.verify(old, Some(&account.body.password)).await.map_err(failed)? {
            return Err(ChangeRefusal::OldWrong);
        }
        if people::check_password(new).is_err() {
            return Err(ChangeRefusal::Policy(PasswordRule::Short(people::PASSWORD_LEAST)));
        }
        if new == old {
            return Err(ChangeRefusal::Policy(PasswordRule::Used(1)));
        }
        let hash = self.passwords.hash(new).await.map_err(failed)?;
        self.amend::<PersonDocument>(&account.name, |body| {
            body.password.clone_from(&hash);
            true
        })
        .await
        .map_err(|error| failed(error.into()))?;
        Ok(())
    }
}

pub(super) fn limit(directories: Option<&Directories>) -> Limit {
    directories.map(|directories| Limit::below(directories.lockout())).unwrap_or_default()
}

/// Refusals leave at the next beat after they were made: how long a directory or a hash took says
/// nothing about whether the name exists.
async fn wait_for_the_beat(began: Instant) {
    let beats = u32::try_from(began.elapsed().as_millis() / BEAT.as_millis()).unwrap_or(u32::MAX);
    tokio::time::sleep_until(began + BEAT.saturating_mul(beats.saturating_add(1))).await;
}

pub(super) fn refusal_of(error: IdentityError) -> Refusal {
    match error {
        IdentityError::Directory(error) => Refusal::Directory(error),
        IdentityError::State(error) => Refusal::State(error.to_string()),
        error => Refusal::Directory(DirectoryError::Fault(error.to_string())),
    }
}
