//! People and groups.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonEntry {
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
}

/// Order for a local account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Sign-in name.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// Mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// First password, at least 10 characters.
    pub password: String,
    /// May administer.
    #[serde(default)]
    pub admin: bool,
    /// Local groups.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// A group, of the directory or local.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupEntry {
    /// SID or local identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// `local` or the directory's domain.
    pub source: String,
}
