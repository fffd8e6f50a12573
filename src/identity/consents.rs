//! What a person agreed to share with a client that no administrator installed.

use uuid::Uuid;

use super::grants::GrantDocument;
use super::profiles::ProfileDocument;
use super::{Identity, IdentityError, Person};
use crate::api::types::{ConsentEntry, Text};
use crate::state::{Labels, StateError};

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

    /// Forgets it: the next sign-in there asks again, and what the client holds counts no more.
    /// [`IdentityError::NotFound`] when there was none.
    pub async fn withdraw_consent(&self, person: &Person, client: &str) -> Result<(), IdentityError> {
        if !self.profile(person.id).await?.consents.contains_key(client) {
            return Err(IdentityError::NotFound("consent"));
        }
        let forget = |profile: &mut ProfileDocument| profile.consents.remove(client).is_some();
        self.amend::<ProfileDocument>(&person.id.to_string(), forget).await?;
        for session in self.live_sessions(person.id).await? {
            let labels =
                Labels::from([("what", "grant".to_owned()), ("client", client.to_owned()), ("sid", session.name)]);
            for grant in self.store.list::<GrantDocument>(&labels).await? {
                self.revoke_grant(&grant.name).await?;
            }
        }
        self.audit.about_client(&person.username, "consent.withdraw", client).await;
        Ok(())
    }

    /// What a person agreed to, by name of the client.
    pub async fn consents(&self, person: Uuid) -> Result<Vec<ConsentEntry>, IdentityError> {
        let mut all = Vec::new();
        for (client, scopes) in self.profile(person).await?.consents {
            let name = self.client(&client).await?.map(|known| known.order.name);
            all.push(ConsentEntry { name: name.unwrap_or_else(|| Text::same(client.as_str())), client, scopes });
        }
        all.sort_by_key(|entry| entry.name.en.to_lowercase());
        Ok(all)
    }
}
