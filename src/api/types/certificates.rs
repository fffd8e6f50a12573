//! The certificate that browsers see, and what it is for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Finding;

/// What the gateways show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateInfo {
    /// Names that it covers.
    pub names: Vec<String>,
    /// Who signed it.
    pub issuer: String,
    /// From when on it counts (RFC 3339).
    pub from: String,
    /// Until when (RFC 3339).
    pub until: String,
    /// Whole days that are left; none or fewer = it is over.
    pub days: i64,
    /// Issued and renewed by this cloud's own authority; otherwise brought along.
    pub own: bool,
    /// SHA-256 of the own authority's certificate, for people to compare; none while there is none.
    pub root_fingerprint: Option<String>,
    /// What there is to say about it, in the reader's language, most important first.
    pub findings: Vec<Finding>,
}

/// A certificate from elsewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificate {
    /// Certificate and those that signed it, PEM, in this order.
    pub chain: String,
    /// Private key, PEM.
    pub key: String,
}

impl std::fmt::Debug for NewCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewCertificate")
    }
}
