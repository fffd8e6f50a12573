//! What a page asks a browser for: the options of a ceremony, and its seal.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use uuid::Uuid;

use super::MOST;
use super::key::ALGORITHMS;
use crate::identity::{Identity, IdentityError, Person};
use crate::web::csrf::same;

/// How long a browser waits for the person, in milliseconds (§5.4, §5.5: a hint).
pub(super) const TIMEOUT_MS: u32 = 300_000;

/// A ceremony that begins.
#[derive(Debug, Clone, PartialEq)]
pub struct PasskeyWish {
    /// `PublicKeyCredentialCreationOptions` or `…RequestOptions` as JSON, bytes in base64url.
    pub options: Value,
    /// Comes back with the answer: the challenge, sealed.
    pub sealed: String,
}

impl Identity {
    /// For a new passkey of this person (§5.4).
    pub async fn new_passkey(&self, person: &Person) -> Result<PasskeyWish, IdentityError> {
        let (challenge, sealed) = self.sealed("create", person.id).await?;
        let (_, rp_id) = self.relying_party();
        let algorithms: Vec<Value> = ALGORITHMS.iter().map(|alg| json!({ "type": "public-key", "alg": alg })).collect();
        let options = json!({
            "challenge": challenge,
            "rp": { "id": rp_id, "name": self.site().domain },
            "user": { "id": encoded(person.id.as_bytes()), "name": person.username, "displayName": person.name },
            "pubKeyCredParams": algorithms,
            "timeout": TIMEOUT_MS,
            "excludeCredentials": self.credentials(person.id).await?,
            "authenticatorSelection": { "residentKey": "preferred", "userVerification": "preferred" },
            "attestation": "none",
        });
        Ok(PasskeyWish { options, sealed })
    }

    /// To show one of this person's passkeys (§5.5); none when there is none.
    pub async fn passkey_wish(&self, person: &Person) -> Result<Option<PasskeyWish>, IdentityError> {
        let known = self.credentials(person.id).await?;
        if known.is_empty() {
            return Ok(None);
        }
        let (challenge, sealed) = self.sealed("get", person.id).await?;
        let (_, rp_id) = self.relying_party();
        let options = json!({
            "challenge": challenge,
            "rpId": rp_id,
            "timeout": TIMEOUT_MS,
            "allowCredentials": known,
            "userVerification": "preferred",
        });
        Ok(Some(PasskeyWish { options, sealed }))
    }

    async fn credentials(&self, person: Uuid) -> Result<Vec<Value>, IdentityError> {
        let known = self.factors(person).await?.map(|stored| stored.body.passkeys).unwrap_or_default();
        Ok(known.into_iter().map(|passkey| json!({ "type": "public-key", "id": passkey.credential })).collect())
    }

    /// A challenge of 256 bits, and its seal for this person and this moment: no server keeps it.
    pub(super) async fn sealed(&self, kind: &str, person: Uuid) -> Result<(String, String), IdentityError> {
        let mut raw = [0; 32];
        self.ambient.random.fill(&mut raw);
        let challenge = encoded(&raw);
        let what = format!("{kind}.{person}.{}.{challenge}", self.ambient.now().as_second());
        let mac = self.keys.mac("passkey", &what).await?;
        Ok((challenge, format!("{what}.{mac}")))
    }

    /// The challenge in such a seal; none when it is not ours, for somebody else, or too old.
    pub(super) async fn unsealed(
        &self,
        kind: &str,
        person: Uuid,
        sealed: &str,
    ) -> Result<Option<String>, IdentityError> {
        let Some((what, mac)) = sealed.rsplit_once('.') else { return Ok(None) };
        let ours = self.keys.mac("passkey", what).await?;
        let parts: Vec<&str> = what.split('.').collect();
        let (true, [for_kind, whom, at, challenge]) = (same(ours.as_bytes(), mac.as_bytes()), parts.as_slice()) else {
            return Ok(None);
        };
        let age = at.parse::<i64>().map_or(i64::MAX, |at| self.ambient.now().as_second() - at);
        let counts = *for_kind == kind && *whom == person.to_string() && age <= MOST;
        Ok(counts.then(|| (*challenge).to_owned()))
    }
}

/// Base64url without padding, as browsers write it.
pub(super) fn encoded(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
