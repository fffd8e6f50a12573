//! Keys around an app: where it comes from, network, and those that are kept for their issue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Text;

/// Where an app comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = AppUpstream)]
pub struct Upstream {
    /// Web site.
    pub site: Option<String>,
    /// Source code.
    pub source: Option<String>,
    /// Documentation.
    pub docs: Option<String>,
    /// CPE name, to match vulnerabilities. Kept for its issue.
    pub cpe: Option<String>,
}

/// What an app needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = AppCompat)]
pub struct Compat {
    /// Release of UniDash, such as `">=1.0"`. Kept for its issue.
    pub unidash: Option<String>,
    /// Processors that its images exist for.
    pub arch: Vec<String>,
    /// May be installed more than once.
    pub multi_instance: bool,
}

impl Default for Compat {
    fn default() -> Self {
        Self { unidash: None, arch: vec!["amd64".into(), "arm64".into()], multi_instance: false }
    }
}

/// Where an app's programs may connect to, beside each other, DNS and (with OIDC) the provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = AppNetwork)]
pub struct Network {
    /// Destinations.
    pub egress: Vec<Egress>,
    /// Ports open to the company's network. Kept for its issue.
    pub ingress_ports: Vec<u16>,
}

/// A destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppEgress)]
pub enum Egress {
    /// Public addresses, web ports.
    Internet,
    /// Private addresses, all ports: what watches the company's own machines.
    Lan,
    /// Mail relays: ports 25, 465, 587.
    Smtp,
    /// Directories: ports 389, 636.
    Ldap,
    /// This cloud's own addresses (`desk.D`, `id.D`); with OIDC always allowed.
    Cloud,
}

/// A command as a list of arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppExec)]
pub struct Exec {
    /// The arguments.
    pub exec: Vec<String>,
}

/// A path that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppHttpPath)]
pub struct HttpPath {
    /// The path.
    pub http: String,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppBackup)]
pub struct Backup {
    /// What goes in.
    pub include: Vec<BackupPart>,
    /// What does not.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// How the app is made to hold still.
    #[serde(default)]
    pub quiesce: Option<Quiesce>,
    /// Shows that a restored copy works.
    #[serde(default)]
    pub restore_test: Option<HttpPath>,
}

/// A part of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppBackupPart)]
pub enum BackupPart {
    /// The volumes.
    Volumes,
    /// The databases.
    Databases,
}

/// How an app is made to hold still.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = AppQuiesce)]
pub struct Quiesce {
    /// By a command.
    pub exec: Vec<String>,
    /// By stopping it.
    pub stop: bool,
}

/// How an app is upgraded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = AppUpgrade)]
pub struct Upgrade {
    /// Versions it can be upgraded from, such as `">=24.0"`. Kept for its issue.
    pub from: Option<String>,
    /// How programs are replaced.
    pub strategy: Strategy,
    /// `always`: a snapshot before. Kept for its issue.
    pub snapshot: Option<String>,
    /// Numbered steps. Kept for its issue.
    pub migrations: Vec<Migration>,
    /// What the administrator should know. Kept for its issue.
    pub notes: Option<Text>,
}

/// How programs are replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppStrategy)]
pub enum Strategy {
    /// The old one ends, then the new one starts.
    #[default]
    Recreate,
    /// The new one starts, then the old one ends; not with volumes.
    Rolling,
}

/// A step of an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppMigration)]
pub struct Migration {
    /// The package revision that it leads to.
    pub to: u32,
    /// The command.
    pub exec: Vec<String>,
}

/// The mail relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppMail)]
pub struct Mail {
    /// Variables, such as `{MAIL_HOST: "${smtp.host}"}`.
    pub smtp: BTreeMap<String, String>,
}

/// A figure on the tile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppWidget)]
pub struct Widget {
    /// Its kind, such as `stat`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is read.
    pub path: String,
    /// How often, such as `60s`.
    pub refresh: String,
}

/// Search from the palette.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppSearch)]
pub struct Search {
    /// Address with `{q}` for the words.
    pub opensearch: String,
}

/// What proves that the app works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = AppTests)]
pub struct Tests {
    /// A sign-in.
    pub login: Option<LoginTest>,
    /// It is shown in a pane.
    pub embed: bool,
}

/// A sign-in that must work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppLoginTest)]
pub struct LoginTest {
    /// Who signs in.
    #[serde(rename = "as")]
    pub person: String,
    /// What is seen then.
    pub expect: LoginExpectation,
}

/// What is seen after a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppLoginExpectation)]
pub struct LoginExpectation {
    /// CSS selector.
    pub selector: String,
}
