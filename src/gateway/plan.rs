//! What a route says, before any connection: the part that is kept on disk.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::api::types::Text;

/// Where requests go.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// A role's socket on this server.
    Socket(PathBuf),
    /// Addresses that answer plain HTTP, tried in turn.
    Addresses(Vec<SocketAddr>),
    /// A router of this process.
    InProcess(Router),
}

/// How an app knows who is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The app is an `OpenID` client; the gateway checks in front of it as well.
    #[default]
    Oidc,
    /// The gateway tells the app in headers.
    ForwardAuth,
    /// The app binds to the directory by itself.
    Ldap,
    /// The app knows nobody.
    None,
}

/// A fact about a person that a header carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Sign-in name.
    #[serde(rename = "user.name")]
    Name,
    /// Mail address.
    #[serde(rename = "user.email")]
    Email,
    /// Groups, separated by commas.
    #[serde(rename = "user.groups")]
    Groups,
}

/// What is done about frames.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// The app may be framed as it is.
    #[default]
    Allow,
    /// The gateway edits what `rung` says.
    Fix,
    /// The app opens in its own window.
    Never,
}

/// Annotation `unidash.app/embed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Embed {
    /// What is done about frames.
    pub policy: Framing,
    /// How far the gateway goes: 2 removes `X-Frame-Options`, 3 edits the app's policy.
    pub rung: u8,
    /// The pane reporter goes into the app's pages.
    pub reporter: bool,
}

/// One path of one host.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoutePlan {
    /// Full host name, lower case.
    pub host: String,
    /// Path prefix, `/` for all.
    pub path: String,
    /// The path must be exactly this one.
    #[serde(default)]
    pub exact: bool,
    /// The app behind it; none for a foreign Ingress.
    pub app: Option<String>,
    /// What people call it; without it they read `app`, or the host.
    #[serde(default)]
    pub title: Option<Text>,
    /// Groups that may pass; empty = everybody signed in.
    pub groups: Vec<String>,
    /// How the app knows who is there.
    pub mode: Mode,
    /// Headers of forward-auth.
    pub headers: Vec<(String, Fact)>,
    /// Path prefixes for programs: app tokens, or the app's own check.
    pub bypass: Vec<String>,
    /// What is done about frames.
    pub embed: Embed,
    /// Where it goes.
    pub to: Destination,
}

/// Where a planned route goes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Destination {
    /// Pods that are ready.
    pub ready: Vec<SocketAddr>,
    /// The Service's own address, tried last.
    pub last: Option<SocketAddr>,
    /// A router of this process: the demo's sample apps.
    #[serde(skip)]
    pub router: Option<Router>,
}

impl From<Upstream> for Destination {
    fn from(upstream: Upstream) -> Self {
        match upstream {
            Upstream::Addresses(ready) => Self { ready, ..Self::default() },
            Upstream::InProcess(router) => Self { router: Some(router), ..Self::default() },
            // A route of the table is an app; sockets belong to our own roles.
            Upstream::Socket(_) => Self::default(),
        }
    }
}

impl RoutePlan {
    /// A route over a whole host. `groups` may pass; none = everybody signed in.
    pub fn new(host: impl Into<String>, app: impl Into<String>, groups: Vec<String>, to: Upstream) -> Self {
        Self {
            host: host.into(),
            path: "/".to_owned(),
            exact: false,
            app: Some(app.into()),
            title: None,
            groups,
            mode: Mode::default(),
            headers: Vec::new(),
            bypass: Vec::new(),
            embed: Embed::default(),
            to: to.into(),
        }
    }

    /// A route to a router of this process: the demo's sample apps, with the pane reporter.
    pub fn in_process(host: impl Into<String>, app: impl Into<String>, groups: Vec<String>, to: Upstream) -> Self {
        let embed = Embed { reporter: true, ..Embed::default() };
        Self { embed, ..Self::new(host, app, groups, to) }
    }
}
