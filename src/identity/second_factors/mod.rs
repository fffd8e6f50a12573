//! Second factors: a code of an authenticator (TOTP, RFC 6238), a passkey ([`super::passkeys`]), or one of
//! ten recovery codes.
//!
//! Whoever has set one up is asked for it at every sign-in; a rule can demand one of administrators
//! and of groups. Secrets lie in a sealed document, codes as digests.

mod authenticator;
mod document;
mod own;
mod pending;

use uuid::Uuid;

use self::authenticator::Authenticator;
use self::document::RuleDocument;
use super::brake::Limit;
use super::{First, Identity, IdentityError, Person, Refusal, outage};
use crate::state::{StateError, Stored};

pub use self::authenticator::NewAuthenticator;
pub(super) use self::document::FactorsDocument;
pub use self::document::SecondFactorRule;

/// Name of the document with the rule.
const RULE: &str = "second-factor";

/// What follows a right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondStep {
    /// Nothing.
    None,
    /// A code is asked for.
    Code,
    /// An authenticator must be set up first: a rule demands one.
    SetUp,
}

impl Identity {
    /// Who needs a second factor.
    pub async fn second_factor_rule(&self) -> Result<SecondFactorRule, IdentityError> {
        Ok(self.store.get::<RuleDocument>(RULE).await?.map(|stored| stored.body.second_factor).unwrap_or_default())
    }

    /// Decides who needs a second factor.
    pub async fn set_second_factor_rule(&self, rule: &SecondFactorRule) -> Result<(), IdentityError> {
        self.store.put(RULE, &RuleDocument { second_factor: rule.clone() }).await?;
        Ok(())
    }

    /// What follows the first step of this person: nothing, where two factors were shown elsewhere and an
    /// administrator believes that.
    pub async fn step_after(&self, first: &First, person: &Person) -> Result<SecondStep, IdentityError> {
        if first.is_strong() { Ok(SecondStep::None) } else { self.second_step(person).await }
    }

    /// What follows a right password of this person.
    pub async fn second_step(&self, person: &Person) -> Result<SecondStep, IdentityError> {
        if self.factors(person.id).await?.is_some() {
            return Ok(SecondStep::Code);
        }
        // Without the cluster nothing could be set up, and those few must get in.
        let demands = self.second_factor_rule().await?.demands(person);
        let lenient = outage::may_begin(person) && self.store.ready().await.is_err();
        Ok(if demands && !lenient { SecondStep::SetUp } else { SecondStep::None })
    }

    /// A new authenticator to show; nothing is kept before a first code proves it.
    pub fn new_authenticator(&self, person: &Person) -> NewAuthenticator {
        let mut secret = [0; 20];
        self.ambient.random.fill(&mut secret);
        Authenticator::of(&secret).shown(&self.site().domain, &person.username)
    }

    /// The same authenticator again, after a wrong first code.
    pub fn authenticator_shown(&self, person: &Person, secret: &str) -> Result<NewAuthenticator, IdentityError> {
        let authenticator = Authenticator::parse(secret).ok_or(IdentityError::Invalid("authenticator"))?;
        Ok(authenticator.shown(&self.site().domain, &person.username))
    }

    /// Keeps an authenticator that was shown, once its first code is right, in place of one from before.
    /// The recovery codes are in this answer only; none when the code is wrong.
    pub async fn keep_authenticator(
        &self,
        person: &Person,
        secret: &str,
        code: &str,
    ) -> Result<Option<Vec<String>>, IdentityError> {
        let authenticator = Authenticator::parse(secret).ok_or(IdentityError::Invalid("authenticator"))?;
        let Some(step) = authenticator.check(code, self.ambient.now()) else { return Ok(None) };
        let (codes, now) = (self.recovery_codes(), self.ambient.now());
        self.change_factors(person.id, |body| {
            body.set_authenticator(&authenticator, step, now);
            body.set_recovery(&codes);
        })
        .await?;
        self.audit.second_factor(person, "second-factor.set", None).await;
        Ok(Some(codes))
    }

    /// Checks a code, which counts once. Guessing is braked like guessing at passwords.
    pub async fn check_second_factor(&self, person: &Person, code: &str) -> Result<(), Refusal> {
        let key = format!("second factor {}", person.id);
        let outcome = if self.brake.holds(&key, None, Limit::default()) {
            Err(Refusal::Locked)
        } else {
            self.try_code(person, code).await
        };
        match &outcome {
            Ok(()) => self.brake.right(&key, None),
            Err(refusal) if refusal.counts() => self.brake.wrong(&key, None),
            Err(_) => {}
        }
        self.audit.second_factor(person, "sign-in.second", outcome.as_ref().err()).await;
        outcome
    }

    async fn try_code(&self, person: &Person, code: &str) -> Result<(), Refusal> {
        let Some(mut stored) = self.factors(person.id).await.map_err(failed)? else { return Err(Refusal::WrongCode) };
        if !stored.body.take(code, self.ambient.now()) {
            return Err(Refusal::WrongCode);
        }
        match self.store.update(&stored).await {
            Ok(_) => Ok(()),
            // The same code at the same moment elsewhere.
            Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => Err(Refusal::WrongCode),
            // Without the cluster nothing can be noted, and those few must get in.
            Err(StateError::Unavailable(_)) if outage::may_begin(person) => Ok(()),
            Err(error) => Err(failed(error.into())),
        }
    }

    pub(super) async fn factors(&self, person: Uuid) -> Result<Option<Stored<FactorsDocument>>, IdentityError> {
        Ok(self.store.get::<FactorsDocument>(&name(person)).await?)
    }
}

fn name(person: Uuid) -> String {
    format!("factors-{person}")
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn failed(error: IdentityError) -> Refusal {
    Refusal::State(error.to_string())
}
