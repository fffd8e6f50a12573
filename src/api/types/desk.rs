//! Me, my tiles, my layout.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ChangedDock, Text};

/// The person who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Stable identifier (`sub`).
    pub id: String,
    /// Sign-in name.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// First name for the greeting, when known.
    pub given_name: Option<String>,
    /// Mail address, when known.
    pub email: Option<String>,
    /// Groups by name, nested ones included.
    pub groups: Vec<String>,
    /// May administer this cloud.
    pub admin: bool,
    /// `local` or the directory's domain.
    pub source: String,
    /// `fr` or `en`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Token that every writing request of a browser carries as `x-csrf-token`.
    pub csrf: String,
    /// Name of the company, for titles.
    pub company: String,
    /// Seconds until the session ends.
    pub session_seconds: i64,
}

/// What the person may change about the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    /// `fr` or `en`.
    pub language: Option<String>,
    /// `light`, `dark` or `system`.
    pub theme: Option<String>,
}

/// How an app behaves just now, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TileState {
    /// Works.
    Ready,
    /// Is being installed or started.
    Starting,
    /// The server that carries it does not answer.
    ServerSilent,
    /// Does not run; an administrator must look.
    Failed,
}

/// An app that the person may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tile {
    /// Identifier of the installed app: its host label, such as `miniflux`.
    pub app: String,
    /// Name.
    pub name: Text,
    /// One sentence.
    pub summary: Text,
    /// Where it opens: `https://<host>.D/…`.
    pub url: String,
    /// Path of its icon on the desk: `/icons/<app>.svg`.
    pub icon: String,
    /// One of sixteen tile colours, 0–15.
    pub colour: u8,
    /// May be shown in a pane; otherwise it opens in its own window.
    pub framed: bool,
    /// Permissions policy of its frame, such as `clipboard-write; fullscreen`.
    pub allow: String,
    /// Made for phones.
    pub mobile: bool,
    /// Below this width in pixels it takes the whole area.
    pub min_width: u32,
    /// State.
    pub state: TileState,
    /// One sentence about the state when it is not `ready`.
    pub state_text: Option<String>,
    /// `oidc`, `forward-auth`, `ldap` or `none`.
    pub sso: String,
    /// Name of the silent server, when `state` is `server-silent`.
    pub server: Option<String>,
    /// Places inside the app that the palette offers.
    #[serde(default)]
    pub links: Vec<DeepLink>,
}

/// A place inside an app: “New page”.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeepLink {
    /// Name.
    pub title: Text,
    /// Its address.
    pub url: String,
}

/// How the zones stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// One zone.
    #[default]
    One,
    /// Two side by side.
    Columns,
    /// Two stacked.
    Rows,
    /// One large, two small beside it.
    OneTwo,
    /// Two by two.
    Grid,
}

/// An app in a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pane {
    /// The app.
    pub app: String,
    /// Zone 0–3; none = open, but in the background.
    pub zone: Option<u8>,
    /// Where the app stood last, when it reports that.
    #[serde(default)]
    pub url: Option<String>,
}

/// Two to four apps in their zones, opened together under one name: “Compta”, “Morning”.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Scene {
    /// Name, up to 40 characters.
    pub name: String,
    /// How the zones stand.
    pub arrangement: Arrangement,
    /// Positions of the dividers in per mille, in reading order.
    pub dividers: Vec<u16>,
    /// The app of each zone, in the order of the zones; empty = a zone left free.
    pub apps: Vec<String>,
}

/// Apps of the home page under one sign.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Folder {
    /// Name, up to 40 characters.
    pub name: String,
    /// Its apps, in order.
    pub apps: Vec<String>,
}

/// A scene that an administrator gives to groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GivenScene {
    /// Identifier, made by the server from the name.
    pub id: String,
    /// The scene.
    pub scene: Scene,
    /// Groups by name or identifier; none = everybody.
    pub groups: Vec<String>,
}

/// A person's desk, kept on the server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Layout {
    /// How the zones stand.
    pub arrangement: Arrangement,
    /// Positions of the dividers in per mille, in reading order; a grid has three.
    pub dividers: Vec<u16>,
    /// Open apps, at most 8.
    pub panes: Vec<Pane>,
    /// Apps in the person's own dock, in order.
    pub dock: Vec<String>,
    /// The dock that shows: identifier of a given one, `own`, or empty = the first that is given.
    pub theme: String,
    /// Given docks that the person arranged anew, at most 20.
    pub docks: Vec<ChangedDock>,
    /// The person's own scenes, at most 12.
    pub scenes: Vec<Scene>,
    /// Folders of the home page, at most 20.
    pub folders: Vec<Folder>,
}
