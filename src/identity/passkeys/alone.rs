//! A passkey alone: a whole sign-in, without a name and a password (`WebAuthn` Level 2 §7.2 with a
//! discoverable credential). The key is one factor and what unlocks it the other, so the authenticator must
//! have verified the person.

use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use super::ceremony::decoded;
use super::wish::TIMEOUT_MS;
use super::{MOST, PasskeyShown, PasskeyWish};
use crate::identity::sign_in::refusal_of;
use crate::identity::{First, Identity, IdentityError, Proven, Refusal};

/// The ceremony's word in its seal.
const ALONE: &str = "alone";

impl Identity {
    /// To show whichever passkey of this cloud the browser has (§5.5).
    pub async fn any_passkey_wish(&self) -> Result<PasskeyWish, IdentityError> {
        let (challenge, sealed) = self.sealed(ALONE, Uuid::nil()).await?;
        let (_, rp_id) = self.relying_party();
        let options = json!({
            "challenge": challenge,
            "rpId": rp_id,
            "timeout": TIMEOUT_MS,
            "allowCredentials": [],
            "userVerification": "required",
        });
        Ok(PasskeyWish { options, sealed })
    }

    /// Whose passkey it is, when nothing else was shown. Every outcome is an audit event.
    pub async fn sign_in_by_passkey(&self, shown: PasskeyShown<'_>, address: Option<&str>) -> Result<Proven, Refusal> {
        let outcome = self.owner_of_passkey(shown).await;
        match &outcome {
            Ok(proven) => self.audit.signed_in_by_passkey(&proven.person.username, None, address).await,
            Err(refusal) => {
                if matches!(refusal, Refusal::Disabled | Refusal::AccountExpired) {
                    self.renew_beside();
                }
                self.audit.signed_in_by_passkey("?", Some(refusal), address).await;
            }
        }
        outcome
    }

    async fn owner_of_passkey(&self, shown: PasskeyShown<'_>) -> Result<Proven, Refusal> {
        let failed = |error: IdentityError| Refusal::State(error.to_string());
        let challenge = self.unsealed(ALONE, Uuid::nil(), shown.sealed).await.map_err(failed)?;
        let challenge = challenge.ok_or(Refusal::WrongPasskey)?;
        // Step 6: the credential says whose it is, and is looked up among that person's own.
        let id = Uuid::from_slice(&decoded(shown.user_handle)).map_err(|_| Refusal::WrongPasskey)?;
        let stored = self.factors(id).await.map_err(failed)?;
        let mut stored = stored.ok_or(Refusal::WrongPasskey)?;
        let method = self.judge_passkey(&mut stored.body, &challenge, true, shown)?;
        // Only now: whoever has no key makes us write nothing.
        let until = self.ambient.now() + SignedDuration::from_secs(MOST);
        if !self.is_first_use("passkey", &challenge, until).await.map_err(failed)? {
            return Err(Refusal::WrongPasskey);
        }
        // No password goes to the directory, so what it would have said to one is asked for.
        let account = self.account_by_id(id).await.map_err(refusal_of)?;
        let person = account.ok_or(Refusal::Disabled)?.to_sign_in()?;
        self.keep_use(&person, &stored).await?;
        Ok(Proven { person, first: First::passkey(method) })
    }
}
