//! A person's second factors as a list: what is set up, taking one away, new recovery codes.

use uuid::Uuid;

use super::document::FactorsDocument;
use super::name;
use crate::api::types::SecondFactors;
use crate::identity::{Identity, IdentityError, Person};
use crate::state::StateError;

/// Recovery codes of a set.
const CODES: usize = 10;

impl Identity {
    /// What a person set up, without secrets.
    pub async fn second_factors(&self, person: &Person) -> Result<SecondFactors, IdentityError> {
        let demanded = self.second_factor_rule().await?.demands(person);
        let kept = self.factors(person.id).await?.map(|stored| stored.body).unwrap_or_default();
        Ok(SecondFactors { factors: kept.entries(), recovery_codes: kept.recovery.len(), demanded })
    }

    /// Whether a person has an app that shows codes.
    pub async fn has_authenticator(&self, person: Uuid) -> Result<bool, IdentityError> {
        Ok(self.factors(person).await?.is_some_and(|stored| stored.body.has_authenticator()))
    }

    /// Forgets one second factor; with the last one go the recovery codes.
    pub async fn remove_second_factor(&self, person: &Person, id: &str) -> Result<(), IdentityError> {
        let unknown = || IdentityError::NotFound("second factor");
        let mut stored = self.factors(person.id).await?.ok_or_else(unknown)?;
        if !stored.body.remove(id) {
            return Err(unknown());
        }
        if stored.body.is_bare() {
            return self.remove_second_factors(person).await;
        }
        self.store.update(&stored).await?;
        self.audit.second_factor(person, "second-factor.remove", None).await;
        Ok(())
    }

    /// Forgets all of a person's second factors: a lost phone, by an administrator or the person.
    pub async fn remove_second_factors(&self, person: &Person) -> Result<(), IdentityError> {
        match self.store.delete::<FactorsDocument>(&name(person.id), None).await {
            Ok(()) => self.audit.second_factor(person, "second-factor.remove", None).await,
            Err(StateError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// How many recovery codes a person has left; none without a second factor.
    pub async fn recovery_codes_left(&self, person: Uuid) -> Result<Option<usize>, IdentityError> {
        Ok(self.factors(person).await?.map(|stored| stored.body.recovery.len()))
    }

    /// A new set of recovery codes, in this answer only; those from before count no more.
    pub async fn new_recovery_codes(&self, person: &Person) -> Result<Vec<String>, IdentityError> {
        let mut stored = self.factors(person.id).await?.ok_or(IdentityError::NotFound("second factor"))?;
        let codes = self.recovery_codes();
        stored.body.set_recovery(&codes);
        self.store.update(&stored).await?;
        self.audit.second_factor(person, "second-factor.codes", None).await;
        Ok(codes)
    }

    /// Changes what is kept of a person's second factors, and begins to keep it.
    pub(in crate::identity) async fn change_factors(
        &self,
        person: Uuid,
        change: impl Fn(&mut FactorsDocument) + Send + Sync,
    ) -> Result<(), IdentityError> {
        let name = name(person);
        let changed = self.amend::<FactorsDocument>(&name, |body| {
            change(body);
            true
        });
        if changed.await?.is_none() {
            let mut body = FactorsDocument::of(person);
            change(&mut body);
            self.store.create(&name, &body).await?;
        }
        Ok(())
    }

    pub(in crate::identity) fn recovery_codes(&self) -> Vec<String> {
        (0..CODES).map(|_| self.recovery_code()).collect()
    }

    /// Ten letters and digits that cannot be mistaken for each other, in two groups: 50 bits.
    fn recovery_code(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
        let mut raw = [0; 10];
        self.ambient.random.fill(&mut raw);
        let code: String = raw.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        format!("{}-{}", &code[..5], &code[5..])
    }
}
