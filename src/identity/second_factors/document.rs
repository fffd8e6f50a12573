//! What is kept of second factors.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::authenticator::Authenticator;
use crate::api::types::SecondFactorEntry;
use crate::clock::digest;
use crate::identity::Person;
use crate::identity::passkeys::Passkey;
use crate::state::{Document, Kind, kinds};

/// The one authenticator: its kind and its identifier.
const AUTHENTICATOR: &str = "authenticator";

/// Who needs a second factor; whoever set one up is asked for it anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecondFactorRule {
    /// Administrators.
    pub admins: bool,
    /// Members of these groups, by name or identifier.
    pub groups: Vec<String>,
}

impl SecondFactorRule {
    /// Whether this person needs one.
    pub fn demands(&self, person: &Person) -> bool {
        let member = || self.groups.iter().any(|rule| person.groups.iter().any(|group| group.is(rule)));
        (self.admins && person.admin) || member()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RuleDocument {
    pub second_factor: SecondFactorRule,
}

impl Document for RuleDocument {
    const KIND: Kind = kinds::SETTING;
}

/// A person's second factors; sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::identity) struct FactorsDocument {
    pub factors_of: Uuid,
    /// Secret of the authenticator, in base32.
    authenticator: Option<String>,
    /// The last step whose code was used: none counts twice (RFC 6238 §5.2).
    last_step: u64,
    /// When the authenticator was set up and used.
    set_up_at: Option<Timestamp>,
    used_at: Option<Timestamp>,
    /// Keys in phones, computers and sticks.
    pub passkeys: Vec<Passkey>,
    /// Digests of the recovery codes that are left.
    pub recovery: Vec<String>,
}

impl Document for FactorsDocument {
    const KIND: Kind = kinds::SECRET;
}

impl FactorsDocument {
    /// Nothing set up yet.
    pub(in crate::identity) fn of(person: Uuid) -> Self {
        Self { factors_of: person, ..Self::default() }
    }

    /// Sets an authenticator up, whose code of that step was just shown.
    pub(super) fn set_authenticator(&mut self, authenticator: &Authenticator, step: u64, now: Timestamp) {
        self.authenticator = Some(authenticator.secret());
        self.last_step = step;
        self.set_up_at = Some(now);
        self.used_at = Some(now);
    }

    /// A new set of recovery codes: those from before count no more.
    pub(in crate::identity) fn set_recovery(&mut self, codes: &[String]) {
        self.recovery = codes.iter().map(|code| digest(&plain(code))).collect();
    }

    /// Forgets a factor by its identifier; false when there is none.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let before = self.passkeys.len();
        self.passkeys.retain(|passkey| passkey.id() != id);
        self.passkeys.len() < before || (id == AUTHENTICATOR && self.authenticator.take().is_some())
    }

    /// Whether nothing is left that a person could show; recovery codes alone are none.
    pub(super) fn is_bare(&self) -> bool {
        self.authenticator.is_none() && self.passkeys.is_empty()
    }

    /// Whether there is an app that shows codes.
    pub(super) fn has_authenticator(&self) -> bool {
        self.authenticator.is_some()
    }

    /// The factors for a list, without secrets.
    pub(super) fn entries(&self) -> Vec<SecondFactorEntry> {
        let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let authenticator = self.authenticator.iter().map(|_| SecondFactorEntry {
            id: AUTHENTICATOR.to_owned(),
            kind: AUTHENTICATOR.to_owned(),
            label: None,
            created: moment(self.set_up_at),
            used: moment(self.used_at),
        });
        let passkeys = self.passkeys.iter().map(|passkey| SecondFactorEntry {
            id: passkey.id(),
            kind: "passkey".to_owned(),
            label: Some(passkey.label.clone()).filter(|label| !label.is_empty()),
            created: moment(Some(passkey.created_at)),
            used: moment(Some(passkey.used_at)),
        });
        authenticator.chain(passkeys).collect()
    }

    /// Uses a code up; false when it is wrong or was used.
    pub(super) fn take(&mut self, code: &str, now: Timestamp) -> bool {
        let code = plain(code);
        let authenticator = self.authenticator.as_deref().and_then(Authenticator::parse);
        let step = authenticator.and_then(|authenticator| authenticator.check(&code, now));
        if let Some(step) = step.filter(|step| *step > self.last_step) {
            self.last_step = step;
            self.used_at = Some(now);
            return true;
        }
        let shown = digest(&code);
        let before = self.recovery.len();
        self.recovery.retain(|kept| *kept != shown);
        self.recovery.len() < before
    }
}

/// As people type codes: with spaces or dashes, in any case.
fn plain(code: &str) -> String {
    code.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}
