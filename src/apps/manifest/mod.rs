//! The file that describes an app, as types: every key of `unidash.app/v1`, and no other.
//!
//! What is written here is the reference of the format: the JSON Schema for editors
//! (`store/schema.json`) is made from these types and their comments. Keys marked *kept for its
//! issue* are read and checked, and nothing acts on them yet.

mod embed;
mod exposure;
mod faults;
mod kept;
mod lint;
mod measure;
mod places;
mod programs;
mod question;
mod reference;
mod rules;
mod schema;
mod service;
mod shapes;
mod sso;
mod template;
mod templates;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::digest;

pub use embed::{Embed, Link, Policy};
pub use exposure::Exposure;
pub use kept::{
    Backup, BackupPart, Compat, Egress, Exec, HttpPath, LoginExpectation, LoginTest, Mail, Migration, Network, Quiesce,
    Search, Strategy, Tests, Upgrade, Upstream, Widget,
};
pub use lint::{Finding, Findings, lint, read};
pub use measure::{bytes, is_quantity, seconds};
pub use question::{Question, QuestionKind};
pub use reference::{DatabaseField, OidcField, Reference, UserField};
pub use schema::schema;
pub use service::{
    Access, Capability, Database, Engine, File, Probe, Probes, Resources, Run, SecretRecipe, Service, Startup, Volume,
};
pub use shapes::{RESERVED_HOSTS, is_host, is_label};
pub use sso::{ApiCall, ForwardAuth, Inject, InjectedExec, LocalLogin, Mode, Oidc, Pkce, Sso, TokenAuth, When};
pub use template::{Part, Template, TemplateFault};
pub use text::Text;

/// The only value of `apiVersion`.
pub const API_VERSION: &str = "unidash.app/v1";

/// An app, from its YAML file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = App)]
pub struct Manifest {
    /// `unidash.app/v1`: names this format.
    pub api_version: String,
    /// Reverse domain, such as `app.miniflux`; never changes.
    pub id: String,
    /// Name.
    pub name: Text,
    /// One sentence of at most 80 characters, in words that an employee knows.
    pub summary: Text,
    /// File beside this one: an SVG line drawing, 24 × 24, `stroke="currentColor"`.
    pub icon: String,
    /// Files beside this one. Kept for its issue.
    #[serde(default)]
    pub screenshots: Vec<String>,
    /// Default dock: one word in small letters, such as `documents`.
    pub category: String,
    /// Upstream's version, a string.
    pub version: String,
    /// Our revision of the package, from 1 on.
    pub package: u32,
    /// SPDX licence.
    pub license: String,
    /// Where it comes from.
    #[serde(default)]
    pub upstream: Upstream,
    /// What it needs. `multiInstance: false` refuses a second installation.
    #[serde(default)]
    pub compat: Compat,
    /// What people may dislike: `paid-features`, `needs-internet`, `tracking`, … Kept for its issue.
    #[serde(default)]
    pub antifeatures: Vec<String>,
    /// At most five questions, each with a safe default.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// The programs it consists of, by name.
    pub services: BTreeMap<String, Service>,
    /// Databases that it gets, by name.
    #[serde(default)]
    pub databases: BTreeMap<String, Database>,
    /// Secrets that are made once and kept, by name.
    #[serde(default)]
    pub secrets: BTreeMap<String, SecretRecipe>,
    /// Its addresses; the first one is the app's own.
    pub exposure: Vec<Exposure>,
    /// How people sign in.
    pub sso: Sso,
    /// How it is shown on the desk.
    pub embed: Embed,
    /// What a backup holds. Kept for its issue.
    #[serde(default)]
    pub backup: Option<Backup>,
    /// How it is upgraded; only `strategy` counts yet, the rest is kept for its issue.
    #[serde(default)]
    pub upgrade: Upgrade,
    /// Where its programs may connect to; nothing else is let through.
    #[serde(default)]
    pub network: Network,
    /// Variables for the mail relay. Kept for its issue.
    #[serde(default)]
    pub mail: Option<Mail>,
    /// Variables that name the file with trusted authorities: `{SSL_CERT_FILE: "${ca.file}"}`.
    #[serde(default)]
    pub ca: BTreeMap<String, String>,
    /// Figures on the tile. Kept for its issue.
    #[serde(default)]
    pub widgets: Vec<Widget>,
    /// Search from the palette. Kept for its issue.
    #[serde(default)]
    pub search: Option<Search>,
    /// What proves that the app works: run per app and version by our tests.
    #[serde(default)]
    pub tests: Tests,
}

impl Manifest {
    /// Short name for addresses and the command line: the last part of the identifier.
    pub fn short(&self) -> &str {
        self.id.rsplit('.').next().unwrap_or(&self.id)
    }

    /// The exposure whose host is the app's own; a manifest without one does not pass the linter.
    pub fn main(&self) -> Option<&Exposure> {
        self.exposure.first()
    }

    /// The service behind the main address: sign-in variables go there.
    pub fn main_service(&self) -> &str {
        self.main().map_or("", |exposure| exposure.service.as_str())
    }

    /// The exposure with a tile.
    pub fn shown(&self) -> Option<&Exposure> {
        self.exposure.iter().find(|exposure| exposure.show)
    }

    /// Databases in words, such as `postgres 16`.
    pub fn database_words(&self) -> Vec<String> {
        self.databases.values().map(|database| format!("{} {}", database.engine.word(), database.version)).collect()
    }

    /// One of the sixteen tile colours, always the same for an app: a digit of its identifier's
    /// digest, the one by which our first apps differ.
    pub fn colour(&self) -> u8 {
        let digit = digest(&self.id).chars().nth(29).and_then(|digit| digit.to_digit(16));
        digit.and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0)
    }
}
