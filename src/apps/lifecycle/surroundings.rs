//! What the rest of the cloud tells this room: handed in by `server.rs`.

use super::super::manifest::Text;

/// The rest of the cloud, as far as apps need it.
#[async_trait::async_trait]
pub trait Surroundings: Send + Sync + 'static {
    /// The own web root, PEM.
    async fn web_root(&self) -> Option<String>;
    /// Default language: `fr` or `en`.
    async fn locale(&self) -> String;
    /// Whether a server does not answer its peers.
    fn is_silent(&self, server: &str) -> bool;
}

/// Nothing around: a laptop, tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

#[async_trait::async_trait]
impl Surroundings for Alone {
    async fn web_root(&self) -> Option<String> {
        None
    }

    async fn locale(&self) -> String {
        "en".to_owned()
    }

    fn is_silent(&self, _: &str) -> bool {
        false
    }
}

/// An app of the demo: it runs elsewhere, here is its tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Host label.
    pub name: String,
    /// Name to show.
    pub title: Text,
    /// One sentence.
    pub summary: Text,
    /// Where it opens.
    pub url: String,
    /// Icon, SVG.
    pub icon: String,
    /// Tile colour 0–15.
    pub colour: u8,
    /// May be shown in a pane.
    pub framed: bool,
    /// `oidc`, `forward-auth`, `ldap` or `none`.
    pub sso: String,
    /// Groups that may open it; empty = everybody.
    pub groups: Vec<String>,
}
