//! Which `sub` a client knows a person by (OpenID Connect Core 1.0 §8).

use uuid::Uuid;

use super::{Client, Identity, IdentityError};

impl Identity {
    /// The person's identifier, or for a pairwise client one that only its sector sees: a keyed digest,
    /// the same for ever and not to be reversed (§8.1).
    pub async fn subject(&self, client: &Client, person: Uuid) -> Result<String, IdentityError> {
        match &client.metadata.sector {
            Some(sector) => self.keys.mac("pairwise", &format!("{sector}\n{person}")).await,
            None => Ok(person.to_string()),
        }
    }
}
