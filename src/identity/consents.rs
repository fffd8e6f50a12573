//! What a person agreed to share with a client that no administrator installed.

use uuid::Uuid;

use super::profiles::ProfileDocument;
use super::{Identity, IdentityError, Person};
use crate::state::StateError;

impl Identity {
    /// Whether the person agreed to all of `scope` for that client before.
    pub async fn has_consented(&self, person: Uuid, client: &str, scope: &[String]) -> Result<bool, IdentityError> {
        let profile = self.profile(person).await?;
        let given = profile.consents.get(client);
        Ok(given.is_some_and(|given| scope.iter().all(|asked| given.contains(asked))))
    }

    /// Remembers that the person agrees.
    pub async fn remember_consent(&self, person: &Person, client: &str, scope: &[String]) -> Result<(), IdentityError> {
        let name = person.id.to_string();
        self.audit.about_client(&person.username, "consent.give", client).await;
        let add = |profile: &mut ProfileDocument| {
            let given = profile.consents.entry(client.to_owned()).or_default();
            let before = given.len();
            given.extend(scope.iter().cloned());
            given.sort();
            given.dedup();
            given.len() != before
        };
        for _ in 0..4 {
            if self.amend::<ProfileDocument>(&name, add).await?.is_some() {
                return Ok(());
            }
            let mut profile = ProfileDocument::default();
            add(&mut profile);
            match self.store.create(&name, &profile).await {
                Err(StateError::Exists { .. }) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => return Ok(()),
            }
        }
        Ok(())
    }

    /// Forgets it: the next sign-in there asks again.
    pub async fn withdraw_consent(&self, person: Uuid, client: &str) -> Result<(), IdentityError> {
        self.amend::<ProfileDocument>(&person.to_string(), |profile| profile.consents.remove(client).is_some()).await?;
        Ok(())
    }
}
