//! The first minutes: code, domain, certificate, first administrator, directory.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far the set-up is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetupState {
    /// Everything required is done: the set-up pages are closed.
    pub done: bool,
    /// Language chosen.
    pub language: Option<String>,
    /// Domain chosen.
    pub domain: Option<String>,
    /// Name of the company.
    pub company: Option<String>,
    /// `own`, `upload` or none yet.
    pub certificate: Option<String>,
    /// SHA-256 fingerprint of the own web root, to compare.
    pub root_fingerprint: Option<String>,
    /// Sign-in name of the first administrator.
    pub admin: Option<String>,
    /// Directory configured: its domain name.
    pub directory: Option<String>,
    /// The next step: `language`, `domain`, `certificate`, `admin`, `directory` or `finish`.
    pub next: String,
}

/// One-time code for a set-up session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupCode {
    /// As printed by `unidash install`.
    pub code: String,
}

/// A set-up session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetupSession {
    /// Send as `authorization: Setup …`.
    pub token: String,
}

/// Step 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupLanguage {
    /// `fr` or `en`.
    pub language: String,
    /// Name of the company, shown in titles.
    #[serde(default)]
    pub company: Option<String>,
}

/// Step 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupDomain {
    /// D: `cloud.example.org`; `desk.D`, `id.D` and `<app>.D` follow.
    pub domain: String,
}

/// What was found about a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DomainCheck {
    /// May be used.
    pub usable: bool,
    /// Its registrable domain (public suffix plus one label).
    pub registrable: Option<String>,
    /// The records to make, for the eye and for copying.
    pub records: Vec<DnsRecord>,
    /// Findings in plain words, most important first.
    pub findings: Vec<Finding>,
}

/// A DNS record that should exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DnsRecord {
    /// Name.
    pub name: String,
    /// `A`, `AAAA` or `CNAME`.
    pub kind: String,
    /// What it should say.
    pub value: String,
    /// Resolves to that now.
    pub found: bool,
}

/// One finding with what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Stable word.
    pub id: String,
    /// `good`, `warning` or `error`.
    pub level: String,
    /// What is so.
    pub sentence: String,
    /// What to do.
    pub remedy: Option<String>,
}

/// Step 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupCertificate {
    /// `own` (our own authority) or `upload`.
    pub kind: String,
    /// Chain in PEM, for `upload`.
    #[serde(default)]
    pub chain: Option<String>,
    /// Private key in PEM, for `upload`.
    #[serde(default)]
    pub key: Option<String>,
}

/// Step 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupAdmin {
    /// Sign-in name.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// At least 12 characters.
    pub password: String,
}

/// Step 5, and later the directory's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectorySettings {
    /// Controllers: `dc1.example.lan`, optionally with `:port`. None = those that the domain's DNS names;
    /// `site:Paris` = the same, those of that site first.
    pub hosts: Vec<String>,
    /// DNS name of the domain: `example.lan`.
    pub domain: String,
    /// Where to search: `DC=example,DC=lan`; empty = derived from the domain.
    #[serde(default)]
    pub base: String,
    /// Service account: UPN or DN.
    pub account: String,
    /// Its password; empty = keep the one that is stored.
    #[serde(default)]
    pub password: String,
    /// CA of the controllers in PEM; empty = the system's roots.
    #[serde(default)]
    pub ca: String,
    /// SHA-256 fingerprint of a certificate shown by the controller that the admin confirmed.
    #[serde(default)]
    pub confirmed_fingerprint: Option<String>,
    /// `ldaps` or `starttls`.
    #[serde(default)]
    pub security: String,
    /// Group whose members administer this cloud (name or SID).
    #[serde(default)]
    pub admin_group: String,
}

/// What “Test” found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryTest {
    /// Everything works.
    pub works: bool,
    /// One finding per thing that was tried, in plain words.
    pub findings: Vec<Finding>,
    /// A certificate that is not trusted yet: confirm its fingerprint to trust it.
    pub certificate: Option<SeenCertificate>,
}

/// A certificate that a controller showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeenCertificate {
    /// Subject.
    pub subject: String,
    /// Issuer.
    pub issuer: String,
    /// Valid until (RFC 3339).
    pub not_after: String,
    /// SHA-256 of the DER form, hex with colons.
    pub fingerprint: String,
    /// The certificate itself, PEM.
    pub pem: String,
}
