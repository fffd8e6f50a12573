//! How certificates are kept: secret documents.

use serde::{Deserialize, Serialize};

use crate::state::{Document, Kind, kinds};

/// Name of the root's document.
pub(super) const ROOT: &str = "web-root";
/// Name of the shown certificate's document.
pub(super) const WEB: &str = "web-certificate";

/// The web root.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptRoot {
    /// The only domain that it may vouch for.
    pub domain: String,
    /// Certificate, PEM.
    pub certificate: String,
    /// Private key, PEM.
    pub key: String,
}

impl Document for KeptRoot {
    const KIND: Kind = kinds::SECRET;
}

/// What the gateways show.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptCertificate {
    /// Issued by our web root; otherwise brought along.
    pub own: bool,
    /// The domain it was made for.
    pub domain: String,
    /// Names that it covers.
    pub names: Vec<String>,
    /// Chain, PEM.
    pub chain: String,
    /// Private key, PEM.
    pub key: String,
    /// Seconds since the epoch at which it ends.
    pub not_after: i64,
}

impl Document for KeptCertificate {
    const KIND: Kind = kinds::SECRET;
}
