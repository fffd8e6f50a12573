//! A person's own account: sessions, second factors, consents, password.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Text;

/// A browser in which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionEntry {
    /// Identifier, `sid` in tokens.
    pub id: String,
    /// The session that asks.
    pub current: bool,
    /// `User-Agent` of the browser, as it said.
    pub agent: Option<String>,
    /// Address that the sign-in came from.
    pub address: Option<String>,
    /// Last sign-in (RFC 3339).
    pub signed_in: String,
    /// Last seen (RFC 3339), to the minute.
    pub seen: String,
    /// Ends by itself (RFC 3339).
    pub expires: String,
    /// A second factor was shown at the sign-in.
    pub second_factor: bool,
    /// Names of the apps that were opened with it.
    pub apps: Vec<Text>,
}

/// How many sessions an order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndedSessions {
    /// So many.
    pub ended: usize,
}

/// What a person shows besides the password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondFactors {
    /// Authenticator and passkeys.
    pub factors: Vec<SecondFactorEntry>,
    /// Recovery codes that are left.
    pub recovery_codes: usize,
    /// A rule demands a second factor of this person.
    pub demanded: bool,
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondFactorEntry {
    /// Identifier, for removal.
    pub id: String,
    /// `authenticator` or `passkey`.
    pub kind: String,
    /// What the person calls it.
    pub label: Option<String>,
    /// Set up (RFC 3339), when known.
    pub created: Option<String>,
    /// Shown last (RFC 3339), when known.
    pub used: Option<String>,
}

/// A new set of recovery codes: only in this answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each signs in once, in place of the second factor.
    pub codes: Vec<String>,
}

/// An app that a person agreed to be known to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentEntry {
    /// Its `client_id`.
    pub client: String,
    /// Its name.
    pub name: Text,
    /// Scopes that it learns.
    pub scopes: Vec<String>,
}

/// Order to change one's own password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}

impl std::fmt::Debug for ChangePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangePassword")
    }
}
