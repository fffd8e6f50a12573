//! How an app is shown on the desk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{File, Text};

/// How an app is shown on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppEmbed)]
pub struct Embed {
    /// May it stand in a pane?
    pub policy: Policy,
    /// With `fix`: what makes it framable. 1 = its own switch, 2 = the gateway removes
    /// `X-Frame-Options`, 3 = the gateway edits `frame-ancestors`, 4 = and adds the reporter.
    #[serde(default)]
    pub rung: Option<u8>,
    /// Rung 1: variables of the main service, such as `{NAME: "${desk.origin}"}`.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Rung 1: files of the main service.
    #[serde(default)]
    pub files: Vec<File>,
    /// The pane reporter goes into its pages.
    #[serde(default)]
    pub reporter: bool,
    /// What the pane may do: `clipboard-read`, `clipboard-write`, `fullscreen`, …
    #[serde(default)]
    pub allow: Vec<String>,
    /// Below this width in pixels it takes the whole area.
    #[serde(default = "narrow")]
    pub min_width: u32,
    /// Made for phones.
    #[serde(default)]
    pub mobile: bool,
    /// Where it opens.
    #[serde(default = "root")]
    pub start_path: String,
    /// Entries of the palette. Kept for its issue.
    #[serde(default)]
    pub links: Vec<Link>,
}

fn narrow() -> u32 {
    360
}

fn root() -> String {
    "/".to_owned()
}

/// May an app stand in a pane?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppEmbedPolicy)]
pub enum Policy {
    /// As it is.
    Allow,
    /// With what `rung` says, nothing more.
    Fix,
    /// Never: its own window.
    Never,
}

impl Policy {
    /// Its word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Fix => "fix",
            Self::Never => "never",
        }
    }
}

/// An entry of the palette.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppLink)]
pub struct Link {
    /// What to show.
    pub title: Text,
    /// Where it leads.
    pub path: String,
}
