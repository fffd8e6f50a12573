//! One person, as administrators see and change them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SecondFactors;

/// A person with what is known just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonDetail {
    /// Stable identifier.
    pub id: String,
    /// Sign-in name.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// `local` or the directory's domain.
    pub source: String,
    /// May administer.
    pub admin: bool,
    /// Groups by name, nested ones included.
    pub groups: Vec<String>,
    /// `active`, `disabled`, `locked` (in the directory), `gone` (disabled, expired or removed in the
    /// directory) or `unknown` (the directory does not answer).
    pub standing: String,
    /// Too many wrong passwords just now: tries are refused here for a while.
    pub braked: bool,
    /// What the person set up.
    pub second_factors: SecondFactors,
}

/// What to change about a local account; what is left out stays.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EditPerson {
    /// Name to show.
    pub name: Option<String>,
    /// Mail address; empty = none.
    pub email: Option<String>,
    /// May administer.
    pub admin: Option<bool>,
    /// Local groups.
    pub groups: Option<Vec<String>>,
    /// May not sign in; ends the sessions.
    pub disabled: Option<bool>,
    /// A new password, at least 10 characters; ends the sessions.
    pub password: Option<String>,
}

impl std::fmt::Debug for EditPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EditPerson").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A sign-in, or a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInEntry {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// The name as it was typed.
    pub typed: String,
    /// `sign-in` for the password, `sign-in.second` for the second factor, and so on.
    pub what: String,
    /// From which address.
    pub address: Option<String>,
    /// `done`, `refused` or `failed`.
    pub result: String,
    /// The true reason, in the reader's language.
    pub reason: Option<String>,
    /// Server that was asked.
    pub server: String,
}
