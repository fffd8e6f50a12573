//! Personal tokens for the command line.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Order for a personal token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What the person calls it.
    pub label: String,
    /// `read` or `admin`.
    pub scope: String,
    /// Days until it expires, 1–365.
    pub days: u16,
}

/// A personal token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenEntry {
    /// Identifier, for removal.
    pub id: String,
    /// What the person calls it.
    pub label: String,
    /// `read` or `admin`.
    pub scope: String,
    /// Expires (RFC 3339).
    pub expires: String,
    /// The token: only in the answer that creates it.
    pub secret: Option<String>,
}

/// Order for an initial access token (RFC 7591 §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegistrationToken {
    /// What it is for, up to 100 characters.
    pub label: String,
    /// Clients that may be registered with it, 1–1000.
    pub uses: u32,
    /// Days until it expires, 1–365.
    pub days: u16,
}

/// An initial access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegistrationToken {
    /// To be shown as `Authorization: Bearer …` at the provider's `registration_endpoint`.
    pub secret: String,
    /// Clients that may be registered with it.
    pub uses: u32,
    /// Expires (RFC 3339).
    pub expires: String,
}
