//! Docks by theme: those that the company gives, and how a person changed one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A dock by theme, such as “Accounts”, that an administrator gives to groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GivenDock {
    /// Identifier, made by the server from the name.
    pub id: String,
    /// Name, up to 40 characters.
    pub name: String,
    /// Its apps, in order, at most 40. People see those that they may open.
    pub apps: Vec<String>,
    /// Groups by name or identifier; none = everybody.
    pub groups: Vec<String>,
}

/// A given dock as a person arranged it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChangedDock {
    /// Identifier of the given dock.
    pub dock: String,
    /// Its apps as the person wants them, in order.
    pub apps: Vec<String>,
}
