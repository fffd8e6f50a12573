//! Local accounts as a directory: one suite of tests holds for both.

use uuid::Uuid;

use super::{Account, Directory, Verified};
use crate::identity::{ChangeRefusal, DirectoryError, Group, Identity, IdentityError, Person, Refusal};

/// The accounts of this cloud itself.
#[derive(Debug, Clone)]
pub struct LocalAccounts(Identity);

impl LocalAccounts {
    /// Those of an identity.
    pub fn of(identity: &Identity) -> Self {
        Self(identity.clone())
    }
}

#[async_trait::async_trait]
impl Directory for LocalAccounts {
    fn domain(&self) -> &'static str {
        "local"
    }

    async fn knows(&self, name: &str) -> Result<bool, DirectoryError> {
        let account = self.0.local_account(name).await.map_err(|refusal| DirectoryError::Fault(refusal.to_string()))?;
        Ok(account.is_some())
    }

    async fn verify(&self, name: &str, password: &str) -> Result<Verified, Refusal> {
        if password.is_empty() {
            return Err(Refusal::WrongCredentials);
        }
        let account = self.0.local_account(name).await?;
        self.0.check_local(account, password).await.map(|person| Verified { person })
    }

    async fn refresh(&self, id: Uuid) -> Result<Account, DirectoryError> {
        let person = self.0.local_person(id).await.map_err(fault)?;
        Ok(match person {
            Some(person) => Account::Active { person: Box::new(person), password_at: None, hindrance: None },
            None => Account::Gone("no such account"),
        })
    }

    async fn change_password(&self, name: &str, old: &str, new: &str) -> Result<(), ChangeRefusal> {
        match self.0.local_account(name).await {
            Ok(Some(account)) => self.0.change_local(account, old, new).await,
            Ok(None) => Err(ChangeRefusal::OldWrong),
            Err(refusal) => Err(ChangeRefusal::State(refusal.to_string())),
        }
    }

    async fn people_after(
        &self,
        words: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Person>, DirectoryError> {
        let found = self.0.local_people(words).await.map_err(fault)?;
        Ok(behind(found, after, limit, |person| &person.username))
    }

    async fn count_people(&self, words: &str) -> Result<usize, DirectoryError> {
        Ok(self.0.local_people(words).await.map_err(fault)?.len())
    }

    async fn groups_after(&self, words: &str, after: Option<&str>, limit: usize) -> Result<Vec<Group>, DirectoryError> {
        let found = self.0.local_groups(words).await.map_err(fault)?;
        Ok(behind(found, after, limit, |group| &group.name))
    }

    async fn count_groups(&self, words: &str) -> Result<usize, DirectoryError> {
        Ok(self.0.local_groups(words).await.map_err(fault)?.len())
    }
}

fn behind<T>(all: Vec<T>, after: Option<&str>, limit: usize, name: impl Fn(&T) -> &str) -> Vec<T> {
    let from = after.and_then(|after| all.iter().position(|one| name(one) == after)).map_or(0, |at| at + 1);
    all.into_iter().skip(from).take(limit).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn fault(error: IdentityError) -> DirectoryError {
    DirectoryError::Fault(error.to_string())
}
