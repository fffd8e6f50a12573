//! Refresh tokens: computed, never stored. Rotated at most once a minute; later reuse ends the family
//! (RFC 9700 §4.14).

use jiff::{SignedDuration, Timestamp};

use super::grants::GrantDocument;
use super::{Identity, IdentityError, LiveGrant};
use crate::state::StateError;
use crate::web::csrf;

/// Within this time a repeat gets the same answer.
const ROTATE_SECONDS: i64 = 60;

impl Identity {
    /// The refresh token of a grant that counts now.
    pub async fn refresh_token(&self, grant: &LiveGrant) -> Result<String, IdentityError> {
        self.compute(&grant.name, grant.generation).await
    }

    async fn compute(&self, grant: &str, generation: u64) -> Result<String, IdentityError> {
        let mac = self.keys.mac("refresh", &format!("{grant}.{generation}")).await?;
        Ok(format!("{grant}.{generation}.{mac}"))
    }

    /// Which grant a refresh token belongs to, and its generation; none when it is not ours.
    pub async fn read_refresh_token(&self, token: &str) -> Result<Option<(String, u64)>, IdentityError> {
        let mut parts = token.splitn(3, '.');
        let (Some(grant), Some(generation), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        let Ok(generation) = generation.parse::<u64>() else { return Ok(None) };
        let ours = self.compute(grant, generation).await?;
        Ok(csrf::same(ours.as_bytes(), token.as_bytes()).then(|| (grant.to_owned(), generation)))
    }

    /// The grant behind the refresh token that counts now.
    pub async fn grant_of_refresh_token(&self, token: &str) -> Result<Option<LiveGrant>, IdentityError> {
        let Some((name, shown)) = self.read_refresh_token(token).await? else { return Ok(None) };
        Ok(self.live_grant(&name).await?.filter(|grant| grant.generation == shown))
    }

    /// Uses a refresh token: the account is read again, and the grant comes with its next token.
    pub async fn refresh(&self, token: &str, client: &str) -> Result<(LiveGrant, String), IdentityError> {
        let Some((name, shown)) = self.read_refresh_token(token).await? else {
            return Err(IdentityError::Grant("refresh token unknown"));
        };
        let Some(mut grant) = self.live_grant(&name).await? else {
            return Err(IdentityError::Grant("grant over"));
        };
        if grant.client != client {
            return Err(IdentityError::Grant("refresh token of another client"));
        }
        if self.renew(&grant.sid).await? {
            grant = self.live_grant(&name).await?.ok_or(IdentityError::Grant("grant over"))?;
        }
        grant.generation = self.turn(&name, shown, grant.expires_at).await?;
        let next = self.compute(&name, grant.generation).await?;
        Ok((grant, next))
    }

    /// The generation that counts after `shown` was used.
    async fn turn(&self, name: &str, shown: u64, until: Timestamp) -> Result<u64, IdentityError> {
        let now = self.ambient.now();
        for _ in 0..4 {
            let Some(mut stored) = self.store.need::<GrantDocument>(name).await? else {
                return Err(IdentityError::Grant("grant over"));
            };
            let current = stored.body.generation;
            let young = now.duration_since(stored.body.rotated_at) < SignedDuration::from_secs(ROTATE_SECONDS);
            if shown > current || (shown < current && !(young && shown + 1 == current)) {
                self.revoke_grant(name).await?;
                return Err(IdentityError::Grant("refresh token reused"));
            }
            if young {
                return Ok(current);
            }
            stored.body.generation = current + 1;
            stored.body.rotated_at = now;
            stored.body.expires_at = until;
            match self.store.update(&stored).await {
                Ok(stored) => return Ok(stored.body.generation),
                // The cluster is away: refreshing goes on, without rotation.
                Err(StateError::Unavailable(_)) => return Ok(current),
                Err(StateError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(IdentityError::Grant("refresh token in use"))
    }
}
