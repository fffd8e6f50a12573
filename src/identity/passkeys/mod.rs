//! Passkeys (`WebAuthn` Level 2): keys in a phone, a computer or a stick that sign a challenge.
//!
//! The relying party is `id.D`, the provider's own host, and not `D`: a browser lets no other host ask
//! for these keys, so that no app on `<app>.D` can even try. They are made and shown on the provider's
//! pages only. Whoever moves the cloud to another domain makes new ones.
//!
//! A credential that another person registered is not searched for (§7.1 step 22 is a SHOULD): keys are
//! only ever looked up among those of the person whose password was right.

mod alone;
mod cbor;
mod ceremony;
mod data;
mod key;
mod wish;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::ceremony::{Assertion, Expected, Fault, decoded};
use self::key::PublicKey;
use super::second_factors::FactorsDocument;
use super::{Identity, IdentityError, Person, Refusal, outage};
use crate::clock::digest;
use crate::state::{StateError, Stored};

pub use self::wish::PasskeyWish;

/// A ceremony may take this long, in seconds.
const MOST: i64 = 600;
/// Passkeys of one person at most.
const MOST_KEYS: usize = 20;
/// Longest name of a passkey, in characters.
const LABEL: usize = 60;

/// A passkey as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Passkey {
    /// Identifier of the credential, base64url.
    pub credential: String,
    key: PublicKey,
    count: u32,
    /// It may be copied to the person's other devices.
    synced: bool,
    pub label: String,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

impl Passkey {
    /// For lists and removal: short, and no secret.
    pub(super) fn id(&self) -> String {
        digest(&self.credential)[..16].to_owned()
    }

    /// What a sign-in with it is worth (RFC 8176 §2): a key in hardware, or one that can be copied.
    const fn method(&self) -> &'static str {
        if self.synced { "swk" } else { "hwk" }
    }
}

/// What the page sends after a key was made: base64url, as the browser gave it.
#[derive(Debug, Clone, Copy)]
pub struct PasskeyMade<'a> {
    /// The ceremony, from [`PasskeyWish`].
    pub sealed: &'a str,
    /// `clientDataJSON`.
    pub client_data: &'a str,
    /// `attestationObject`.
    pub attestation: &'a str,
    /// What the person calls it.
    pub label: &'a str,
}

/// A passkey that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyKept {
    /// What it is worth (`amr`, RFC 8176 §2).
    pub method: &'static str,
    /// New recovery codes, in this answer only: when the person had none left.
    pub codes: Vec<String>,
}

/// What the page sends after a key was shown: base64url, as the browser gave it.
#[derive(Debug, Clone, Copy)]
pub struct PasskeyShown<'a> {
    /// The ceremony, from [`PasskeyWish`].
    pub sealed: &'a str,
    /// Identifier of the credential.
    pub credential: &'a str,
    /// `clientDataJSON`.
    pub client_data: &'a str,
    /// `authenticatorData`.
    pub authenticator_data: &'a str,
    /// `signature`.
    pub signature: &'a str,
    /// `userHandle`, if the authenticator keeps one.
    pub user_handle: &'a str,
}

impl Identity {
    /// Keeps a passkey that was just made; none when a check fails.
    pub async fn keep_passkey(
        &self,
        person: &Person,
        made: PasskeyMade<'_>,
    ) -> Result<Option<PasskeyKept>, IdentityError> {
        let Some(challenge) = self.open_ceremony("create", person.id, made.sealed).await? else { return Ok(None) };
        let (client_data, object) = (decoded(made.client_data), decoded(made.attestation));
        let (origin, rp_id) = self.relying_party();
        let expected = Expected { challenge: &challenge, origin: &origin, rp_id: &rp_id, user_verified: false };
        let new = match ceremony::register(&expected, &client_data, &object) {
            Ok(new) => new,
            Err(fault) => return Ok(noted(fault)),
        };
        let now = self.ambient.now();
        let passkey = Passkey {
            credential: wish::encoded(&new.id),
            key: new.key,
            count: new.sign_count,
            synced: new.may_be_synced,
            label: made.label.trim().chars().filter(|letter| !letter.is_control()).take(LABEL).collect(),
            created_at: now,
            used_at: now,
        };
        let before = self.factors(person.id).await?.map(|stored| stored.body).unwrap_or_default();
        if before.passkeys.len() >= MOST_KEYS
            || before.passkeys.iter().any(|known| known.credential == passkey.credential)
        {
            return Ok(None);
        }
        let codes = if before.recovery.is_empty() { self.recovery_codes() } else { Vec::new() };
        self.change_factors(person.id, |body| {
            body.passkeys.push(passkey.clone());
            if !codes.is_empty() {
                body.set_recovery(&codes);
            }
        })
        .await?;
        self.audit.second_factor(person, "second-factor.passkey", None).await;
        Ok(Some(PasskeyKept { method: passkey.method(), codes }))
    }

    /// Checks a passkey of this person; what it is worth (`amr`, RFC 8176 §2).
    pub async fn check_passkey(&self, person: &Person, shown: PasskeyShown<'_>) -> Result<&'static str, Refusal> {
        let outcome = self.try_passkey(person, shown).await;
        self.audit.second_factor(person, "sign-in.second", outcome.as_ref().err()).await;
        outcome
    }

    async fn try_passkey(&self, person: &Person, shown: PasskeyShown<'_>) -> Result<&'static str, Refusal> {
        let failed = |error: IdentityError| Refusal::State(error.to_string());
        let challenge = self.open_ceremony("get", person.id, shown.sealed).await.map_err(failed)?;
        let stored = self.factors(person.id).await.map_err(failed)?;
        // §7.2 steps 5–7: one of the credentials that were asked for, and this person's.
        let (Some(challenge), Some(mut stored)) = (challenge, stored) else { return Err(Refusal::WrongPasskey) };
        let theirs = shown.user_handle.is_empty() || decoded(shown.user_handle) == person.id.as_bytes();
        if !theirs {
            return Err(Refusal::WrongPasskey);
        }
        let method = self.judge_passkey(&mut stored.body, &challenge, false, shown)?;
        self.keep_use(person, &stored).await?;
        Ok(method)
    }

    /// Whether a key of this document signed the challenge: notes the use in it, and says what it is worth.
    fn judge_passkey(
        &self,
        factors: &mut FactorsDocument,
        challenge: &str,
        user_verified: bool,
        shown: PasskeyShown<'_>,
    ) -> Result<&'static str, Refusal> {
        let known =
            factors.passkeys.iter_mut().find(|known| known.credential == shown.credential.trim_end_matches('='));
        let passkey = known.ok_or(Refusal::WrongPasskey)?;
        let (origin, rp_id) = self.relying_party();
        let expected = Expected { challenge, origin: &origin, rp_id: &rp_id, user_verified };
        let (client_data, data) = (decoded(shown.client_data), decoded(shown.authenticator_data));
        let signature = decoded(shown.signature);
        let assertion = Assertion { client_data: &client_data, authenticator_data: &data, signature: &signature };
        let count = ceremony::authenticate(&expected, &passkey.key, passkey.count, &assertion);
        passkey.count = count.map_err(|fault| {
            let _: Option<()> = noted(fault);
            Refusal::WrongPasskey
        })?;
        passkey.used_at = self.ambient.now();
        Ok(passkey.method())
    }

    /// Keeps that a passkey was used, once.
    async fn keep_use(&self, person: &Person, stored: &Stored<FactorsDocument>) -> Result<(), Refusal> {
        match self.store.update(stored).await {
            Ok(_) => Ok(()),
            // The same moment elsewhere.
            Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => Err(Refusal::WrongPasskey),
            // Without the cluster nothing can be noted, and those few must get in.
            Err(StateError::Unavailable(_)) if outage::may_begin(person) => Ok(()),
            Err(error) => Err(Refusal::State(IdentityError::from(error).to_string())),
        }
    }

    /// The challenge of a ceremony that we began for this person, a moment ago, and that nobody finished.
    async fn open_ceremony(&self, kind: &str, person: Uuid, sealed: &str) -> Result<Option<String>, IdentityError> {
        let Some(challenge) = self.unsealed(kind, person, sealed).await? else { return Ok(None) };
        let until = self.ambient.now() + SignedDuration::from_secs(MOST);
        Ok(self.is_first_use("passkey", &challenge, until).await?.then_some(challenge))
    }

    /// Origin of the pages and the relying party's identifier.
    fn relying_party(&self) -> (String, String) {
        let site = self.site();
        (site.id(), crate::web::site::without_port(&site.id_host()).to_owned())
    }
}

/// For the log: a browser of ours makes no such mistake.
fn noted<T>(fault: Fault) -> Option<T> {
    tracing::warn!(passkey.fault = %fault, "passkey refused");
    None
}
