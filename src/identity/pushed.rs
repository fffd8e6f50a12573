//! Pushed authorization requests (RFC 9126): what a client said by the back door, kept until it is used.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::sessions::secret_name;
use super::{Identity, IdentityError};
use crate::state::{Document, Kind, Labels, StateError, kinds};

/// A browser must come with it within this time (RFC 9126 §2.2).
pub(super) const SECONDS: i64 = 90;
/// Somebody who came in time may take so long to sign in.
const KEPT_SECONDS: i64 = 1800;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct PushedDocument {
    client: String,
    /// The parameters, form-encoded.
    pushed: String,
    come_until: Timestamp,
    expires_at: Timestamp,
}

impl Document for PushedDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "pushed".to_owned())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Identity {
    /// Keeps a request; the reference to it and the seconds within which a browser must come.
    pub async fn push_request(&self, client: &str, parameters: &str) -> Result<(String, i64), IdentityError> {
        let (reference, now) = (self.ambient.token(32), self.ambient.now());
        let body = PushedDocument {
            client: client.to_owned(),
            pushed: parameters.to_owned(),
            come_until: now + SignedDuration::from_secs(SECONDS),
            expires_at: now + SignedDuration::from_secs(KEPT_SECONDS),
        };
        self.store.create(&secret_name("pushed", &reference), &body).await?;
        Ok((reference, SECONDS))
    }

    /// The parameters behind a reference; none when it is unknown, another client's, used or over.
    /// `waited` says that the browser came in time and was signing in since.
    pub async fn pushed_request(
        &self,
        client: &str,
        reference: &str,
        waited: bool,
    ) -> Result<Option<String>, IdentityError> {
        let stored = self.store.need::<PushedDocument>(&secret_name("pushed", reference)).await?;
        let now = self.ambient.now();
        Ok(stored.map(|stored| stored.body).and_then(|body| {
            let until = if waited { body.expires_at } else { body.come_until };
            (body.client == client && now < until).then_some(body.pushed)
        }))
    }

    /// Uses a reference up (RFC 9126 §4); says whether it was there.
    pub async fn use_pushed_request(&self, reference: &str) -> Result<bool, IdentityError> {
        let name = secret_name("pushed", reference);
        let Some(stored) = self.store.need::<PushedDocument>(&name).await? else { return Ok(false) };
        match self.store.delete::<PushedDocument>(&name, Some(&stored.version)).await {
            Ok(()) => Ok(true),
            Err(StateError::NotFound { .. } | StateError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
