//! Initial access tokens: who holds one may register clients (RFC 7591 §3).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::sessions::secret_name;
use super::{Identity, IdentityError};
use crate::state::{Document, Kind, Labels, StateError, kinds};

/// How every initial token begins.
const PREFIX: &str = "ui_";
/// Tries when several registrations use one token at once.
const TRIES: usize = 8;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct InitialDocument {
    initial_by: String,
    label: String,
    uses_left: u32,
    expires_at: Timestamp,
}

impl Document for InitialDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "initial".to_owned())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Identity {
    /// A token good for `uses` registrations (1–1000) within `days` (1–365), with the moment it ends;
    /// the secret is only in this answer.
    pub async fn new_initial_token(
        &self,
        by: &str,
        label: &str,
        uses: u32,
        days: u16,
    ) -> Result<(String, Timestamp), IdentityError> {
        if !(1..=1000).contains(&uses) || !(1..=365).contains(&days) || label.chars().count() > 100 {
            return Err(IdentityError::Invalid("initial-token"));
        }
        let secret = format!("{PREFIX}{}", self.ambient.hex(32));
        let expires_at = self.ambient.now() + SignedDuration::from_hours(24 * i64::from(days));
        let body =
            InitialDocument { initial_by: by.to_owned(), label: label.trim().to_owned(), uses_left: uses, expires_at };
        self.store.create(&secret_name("initial", &secret), &body).await?;
        Ok((secret, expires_at))
    }

    /// Whether a token would allow a registration.
    pub async fn initial_token_counts(&self, secret: &str) -> Result<bool, IdentityError> {
        let stored = self.store.need::<InitialDocument>(&secret_name("initial", secret)).await?;
        let now = self.ambient.now();
        Ok(secret.starts_with(PREFIX)
            && stored.is_some_and(|stored| stored.body.uses_left > 0 && now < stored.body.expires_at))
    }

    /// Uses a token for the registration of `client`; says whether it allowed it.
    pub async fn use_initial_token(&self, secret: &str, client: &str) -> Result<bool, IdentityError> {
        let name = secret_name("initial", secret);
        for _ in 0..TRIES {
            let Some(mut stored) = self.store.need::<InitialDocument>(&name).await? else { return Ok(false) };
            if stored.body.uses_left == 0 || self.ambient.now() >= stored.body.expires_at {
                return Ok(false);
            }
            stored.body.uses_left -= 1;
            match self.store.update(&stored).await {
                Ok(stored) => {
                    self.audit.about_client(&stored.body.initial_by, "client.register", client).await;
                    return Ok(true);
                }
                Err(StateError::Conflict { .. }) => {}
                Err(StateError::NotFound { .. }) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        Err(StateError::Conflict { kind: kinds::GRANT.name, name }.into())
    }

    /// Notes that a client changed (`client.change`) or removed (`client.remove`) its own registration.
    pub async fn note_registration(&self, what: &str, client: &str) {
        self.audit.about_client(client, what, client).await;
    }
}
