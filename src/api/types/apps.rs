//! The store's catalogue and what is installed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Text, TileState};

/// An entry of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueApp {
    /// Reverse-domain identifier, such as `app.miniflux`.
    pub id: String,
    /// Short name for addresses and the command line, such as `miniflux`.
    pub short: String,
    /// Name.
    pub name: Text,
    /// One sentence.
    pub summary: Text,
    /// Default dock, such as `documents`.
    pub category: String,
    /// Upstream's version.
    pub version: String,
    /// Our revision of the package.
    pub package: u32,
    /// SPDX licence.
    pub license: String,
    /// `oidc`, `forward-auth`, `ldap` or `none`.
    pub sso: String,
    /// Path of its icon: `/icons/<short>.svg`.
    pub icon: String,
    /// Tile colour 0–15.
    pub colour: u8,
    /// Upstream's site.
    pub site: Option<String>,
    /// What is asked at installation, with safe defaults.
    pub questions: Vec<Question>,
    /// Names of the databases it brings, such as `postgres 16`.
    pub databases: Vec<String>,
    /// Name of the installed instance, when there is one.
    pub installed: Option<String>,
}

/// A question at installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// Key of the answer.
    pub id: String,
    /// `text`, `enum`, `bool`, `number`, `secret` or `group`.
    pub kind: String,
    /// What to show.
    pub label: Text,
    /// Allowed values of an `enum`.
    pub values: Vec<String>,
    /// The safe default.
    pub default: String,
}

/// Order to install.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstallApp {
    /// Identifier or short name from the catalogue; or give `manifest`.
    #[serde(default)]
    pub app: Option<String>,
    /// A manifest of one's own (YAML), instead of `app`.
    #[serde(default)]
    pub manifest: Option<String>,
    /// Host label if the default is taken.
    #[serde(default)]
    pub host: Option<String>,
    /// Answers to the questions.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// Groups that may open it; empty = everybody.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// What an installation does just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AppPhase {
    /// Being installed.
    Installing,
    /// Installed and answering.
    Ready,
    /// Installed, not all of it answers.
    Degraded,
    /// The installation or removal failed.
    Failed,
    /// Being removed.
    Removing,
    /// Removed, its data kept.
    Removed,
}

/// A step of an installation or removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// Stable word, such as `sign-on`, `database`, `start`.
    pub id: String,
    /// What to show, in the reader's language.
    pub label: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// More, when there is more to say.
    pub detail: Option<String>,
}

/// An installed app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstalledApp {
    /// Its name: the host label.
    pub name: String,
    /// Identifier in the catalogue.
    pub id: String,
    /// Name to show.
    pub title: Text,
    /// Address.
    pub url: String,
    /// Upstream's version.
    pub version: String,
    /// Revision applied last.
    pub revision: u32,
    /// Phase.
    pub phase: AppPhase,
    /// How its tile looks.
    pub state: TileState,
    /// Progress 0–100 while installing or removing.
    pub progress: u8,
    /// Steps of the running or last job.
    pub steps: Vec<Step>,
    /// One sentence for an administrator when something is wrong.
    pub problem: Option<String>,
    /// Groups that may open it; empty = everybody.
    pub groups: Vec<String>,
    /// Servers that carry it.
    pub servers: Vec<String>,
    /// Images as applied, with the digest where it is known.
    pub images: Vec<String>,
}

/// Order to remove.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
pub struct RemoveApp {
    /// Delete the app's data, too; otherwise it is kept.
    pub purge: bool,
}

/// What an app would be made of, without installing it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RenderedApp {
    /// The Kubernetes objects, secrets blanked out.
    pub objects: Vec<serde_json::Value>,
}

/// A token with which a program (calendar on a phone) opens an app's bypass paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppToken {
    /// Identifier, for removal.
    pub id: String,
    /// The app it is good for.
    pub app: String,
    /// What the person calls it.
    pub label: String,
    /// User name to type into the program.
    pub username: String,
    /// The secret: only in the answer that creates it.
    pub secret: Option<String>,
    /// When it was made (RFC 3339).
    pub created: String,
}

/// Order for an app token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppToken {
    /// The app.
    pub app: String,
    /// What the person calls it.
    pub label: String,
}
