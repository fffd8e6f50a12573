//! What may be shown once: the `jti` of client assertions (RFC 7523 §3, OpenID Connect Core 1.0 §9).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sessions::secret_name;
use super::{Identity, IdentityError};
use crate::state::{Document, Kind, Labels, StateError, kinds};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ShownDocument {
    shown_by: String,
    expires_at: Timestamp,
}

impl Document for ShownDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "shown".to_owned())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Identity {
    /// Whether `client` shows `identifier` for the first time; it is remembered until `until`. While the
    /// cluster takes no writes nothing can be remembered: refreshing goes on all the same.
    pub async fn is_first_use(&self, client: &str, identifier: &str, until: Timestamp) -> Result<bool, IdentityError> {
        let body = ShownDocument { shown_by: client.to_owned(), expires_at: until };
        match self.store.create(&secret_name("shown", &format!("{client} {identifier}")), &body).await {
            Ok(_) => Ok(true),
            Err(StateError::Exists { .. }) => Ok(false),
            Err(StateError::Unavailable(why)) => {
                tracing::warn!(client.id = client, state.error = why, "assertion not remembered");
                Ok(true)
            }
            Err(error) => Err(error.into()),
        }
    }
}
