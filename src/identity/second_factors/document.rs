//! What is kept of second factors.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::authenticator::Authenticator;
use crate::clock::digest;
use crate::identity::Person;
use crate::state::{Document, Kind, kinds};

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
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct FactorsDocument {
    pub factors_of: Uuid,
    /// Secret of the authenticator, in base32.
    authenticator: String,
    /// The last step whose code was used: none counts twice (RFC 6238 §5.2).
    last_step: u64,
    /// Digests of the recovery codes that are left.
    pub recovery: Vec<String>,
}

impl Document for FactorsDocument {
    const KIND: Kind = kinds::SECRET;
}

impl FactorsDocument {
    pub(super) fn new(person: Uuid, authenticator: &Authenticator, step: u64, codes: &[String]) -> Self {
        Self {
            factors_of: person,
            authenticator: authenticator.secret(),
            last_step: step,
            recovery: codes.iter().map(|code| digest(&plain(code))).collect(),
        }
    }

    /// Uses a code up; false when it is wrong or was used.
    pub(super) fn take(&mut self, code: &str, now: Timestamp) -> bool {
        let code = plain(code);
        let step = Authenticator::parse(&self.authenticator).and_then(|authenticator| authenticator.check(&code, now));
        if let Some(step) = step.filter(|step| *step > self.last_step) {
            self.last_step = step;
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
