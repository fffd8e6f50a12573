//! Algorithms and claims of our tokens.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// From its word; empty is the default, RS256 (OpenID Connect Registration 1.0 §2).
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "" | "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// Claims of a token whose signature holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(pub Value);

impl Claims {
    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0[name].as_str()
    }

    /// A claim that is a number of seconds.
    pub fn seconds(&self, name: &str) -> Option<i64> {
        self.0[name].as_i64()
    }

    /// Whether `audience` is (among) its `aud` (RFC 7519 §4.1.3).
    pub fn is_for(&self, audience: &str) -> bool {
        match &self.0["aud"] {
            Value::String(one) => one == audience,
            Value::Array(all) => all.iter().any(|one| one == audience),
            _ => false,
        }
    }
}
