//! What the gateway and the desktop ask the core: sessions, access, certificates.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// “May this person open this app?”
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessQuestion {
    /// Name of the app (from the Ingress' label `unidash.app/app`); none for a foreign Ingress.
    pub app: Option<String>,
    /// Host asked for.
    pub host: String,
    /// Groups that the route asks for (annotation `unidash.app/groups`); empty = everybody signed in.
    pub groups: Vec<String>,
    /// The gateway's session handle on that host, from its cookie.
    pub handle: Option<String>,
    /// `Authorization: Basic` of a program on a bypass path: user name and app token.
    pub basic: Option<(String, String)>,
}

/// The core's answer; may be kept for 5 seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum AccessAnswer {
    /// Yes.
    Allow {
        /// Who, for forward-auth headers.
        person: AccessPerson,
    },
    /// Nobody is signed in (any more): lead a navigation to the provider.
    SignIn,
    /// Signed in, but not allowed.
    Deny {
        /// Name of the person, for the page.
        name: String,
    },
}

/// Who passes, for forward-auth headers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessPerson {
    /// Stable identifier.
    pub id: String,
    /// Sign-in name.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Groups by name.
    pub groups: Vec<String>,
    /// The session: when it ends, the app's cookies are dropped.
    pub sid: String,
}

/// One-time ticket that the provider gave to `<app>.D/.unidash/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemTicket {
    /// The ticket.
    pub ticket: String,
    /// Host that received it; must be the one it was made for.
    pub host: String,
}

/// A session handle for a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HostSession {
    /// For the `__Host-` cookie.
    pub handle: String,
    /// Seconds that it may live.
    pub seconds: i64,
}

/// The desk's authorization code, handed to the core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemDeskCode {
    /// Authorization code.
    pub code: String,
    /// PKCE verifier.
    pub verifier: String,
    /// Redirect URI of the request.
    pub redirect_uri: String,
    /// Nonce of the request.
    pub nonce: String,
}

/// What the gateway needs to know to serve: hosts and certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GatewaySettings {
    /// D, once set; until then every host leads to the set-up.
    pub domain: Option<String>,
    /// Set-up is finished.
    pub set_up: bool,
    /// Certificates with keys, best first.
    pub certificates: Vec<CertificatePair>,
    /// The own web root in PEM, for the page that explains how to trust it.
    pub web_root: Option<String>,
    /// The other servers' addresses.
    pub peers: Vec<(String, String)>,
    /// Changes when anything above changes.
    pub version: String,
}

/// A certificate chain and its key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificatePair {
    /// Host names that it covers, such as `*.cloud.example.org`.
    pub names: Vec<String>,
    /// Chain, PEM.
    pub chain: String,
    /// Private key, PEM (PKCS#8).
    pub key: String,
}

impl std::fmt::Debug for CertificatePair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificatePair").field("names", &self.names).finish_non_exhaustive()
    }
}

/// What anybody may know about this cloud: enough to draw a sign-in link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteInfo {
    /// D, once set.
    pub domain: Option<String>,
    /// Everything is HTTPS.
    pub https: bool,
    /// Port in addresses, when it is not the scheme's own.
    pub port: Option<u16>,
    /// Name of the company; empty when nobody gave one.
    pub company: String,
    /// Default language of pages before sign-in.
    pub language: String,
    /// Set-up is finished.
    pub set_up: bool,
}

impl SiteInfo {
    /// What people call this cloud: the company's name, or the domain where nobody gave one.
    pub fn name(&self) -> &str {
        if self.company.is_empty() { self.domain.as_deref().unwrap_or_default() } else { &self.company }
    }
}

/// How the company is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteName {
    /// Up to 80 characters; an empty one leaves the domain in its place.
    pub company: String,
}
