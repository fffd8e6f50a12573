//! Links: web tools that the company has already, as tiles beside the apps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The signs that a link may wear.
pub const LINK_SIGNS: &[&str] = &[
    "globe",
    "link",
    "building-2",
    "users",
    "calendar",
    "mail",
    "file-text",
    "calculator",
    "truck",
    "phone",
    "book-open",
    "chart-column",
    "briefcase",
    "wrench",
    "shopping-cart",
    "database",
    "key-round",
    "map",
];

/// Order for a link. Its address is looked at before it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewLink {
    /// Name on the tile, up to 40 characters. The same name replaces the link that has it.
    pub name: String,
    /// Address, `https://…` or `http://…`.
    pub url: String,
    /// One of the signs, such as `globe`.
    pub sign: String,
    /// One of sixteen tile colours, 0–15.
    pub colour: u8,
    /// Groups by name or identifier; none = everybody.
    pub groups: Vec<String>,
    /// Always in its own window, even if the site lets itself be framed.
    pub window: bool,
    /// Keep it although nothing answers there: this server may stand where the site cannot be reached.
    pub anyway: bool,
}

/// A link with what was found when it was looked at last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Link {
    /// Identifier, made by the server from the name.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub url: String,
    /// Sign.
    pub sign: String,
    /// Colour 0–15.
    pub colour: u8,
    /// Groups; none = everybody.
    pub groups: Vec<String>,
    /// Always in its own window.
    pub window: bool,
    /// Opens in a pane of the desk; otherwise in its own window.
    pub framed: bool,
    /// What was found, as a stable word: `open`, `refuses`, `plain`, `unknown-authority`, `silent`.
    pub found: String,
    /// The same in the reader's language.
    pub sentence: String,
    /// When (RFC 3339).
    pub checked: String,
}
