//! An app as home, dock and launcher show it.

use serde::Serialize;

use crate::client::types::{Tile, TileState};
use crate::web::Words;

/// A tile in the reader's language.
#[derive(Debug, Clone)]
pub(super) struct TileView {
    /// Host label.
    pub(super) app: String,
    /// Name.
    pub(super) name: String,
    /// One sentence; found by the launcher's search.
    pub(super) summary: String,
    /// Where it opens.
    pub(super) url: String,
    /// Its icon on the desk.
    pub(super) icon: String,
    /// Tile colour 0–15.
    pub(super) colour: u8,
    /// Does not answer just now.
    pub(super) waiting: bool,
    /// Why, in a few words.
    pub(super) note: Option<String>,
    /// The same as a whole sentence, for whoever looks closer.
    pub(super) sentence: String,
    framed: bool,
    allow: String,
    min_width: u32,
    link: bool,
    /// Places inside the app for the palette: name and address.
    pub(super) links: Vec<(String, String)>,
}

/// What the scripts know about an app.
#[derive(Debug, Serialize)]
pub(super) struct ScriptApp<'t> {
    name: &'t str,
    url: &'t str,
    icon: &'t str,
    tone: u8,
    allow: &'t str,
    frame: bool,
    least: u32,
    /// A site of the company's own: what it says to the desk does not count.
    link: bool,
}

impl TileView {
    /// In the words' language.
    pub(super) fn new(words: Words, tile: Tile) -> Self {
        let tag = words.language().tag();
        let note = match tile.state {
            TileState::Ready => None,
            TileState::Starting => Some(words.say("desktop-tile-starting")),
            TileState::ServerSilent => Some(words.say("desktop-tile-silent")),
            TileState::Failed => Some(words.say("desktop-tile-failed")),
        };
        // A dot stands in no host label: only links have one.
        let link = tile.app.contains('.');
        let links = tile.links.iter().map(|link| (link.title.in_language(tag).to_owned(), link.url.clone())).collect();
        Self {
            links,
            name: tile.name.in_language(tag).to_owned(),
            summary: tile.summary.in_language(tag).to_owned(),
            app: tile.app,
            url: tile.url,
            icon: tile.icon,
            colour: tile.colour % 16,
            waiting: note.is_some(),
            note,
            sentence: tile.state_text.unwrap_or_default(),
            framed: tile.framed,
            allow: tile.allow,
            min_width: tile.min_width,
            link,
        }
    }

    /// Origin of a link that opens in a pane, for the page's policy.
    pub(super) fn foreign_frame(&self) -> Option<String> {
        let url = url::Url::parse(&self.url).ok().filter(|_| self.link && self.framed)?;
        Some(url.origin().ascii_serialization())
    }

    /// For the scripts.
    pub(super) fn for_scripts(&self) -> ScriptApp<'_> {
        ScriptApp {
            name: &self.name,
            url: &self.url,
            icon: &self.icon,
            tone: self.colour,
            allow: &self.allow,
            frame: self.framed,
            least: self.min_width,
            link: self.link,
        }
    }
}

#[cfg(test)]
pub(super) fn samples() -> Vec<Tile> {
    use crate::client::types::Text;
    let tile = |app: &str, en: &str, fr: &str, colour: u8, state: TileState| Tile {
        app: app.into(),
        name: Text { en: en.into(), fr: fr.into() },
        summary: Text { en: format!("{en} for all"), fr: format!("{fr} pour tous") },
        url: format!("https://{app}.lacaze.fr/"),
        icon: format!("/icons/{app}.svg"),
        colour,
        framed: true,
        allow: "clipboard-write; fullscreen".into(),
        mobile: true,
        min_width: 0,
        state,
        state_text: None,
        sso: "oidc".into(),
        server: None,
        links: Vec::new(),
    };
    vec![
        tile("files", "Files", "Fichiers", 0, TileState::Ready),
        tile("docs", "Documents", "Documents", 1, TileState::Ready),
        tile("sheet", "Sheets", "Tableur", 2, TileState::Ready),
        tile("mail", "Mail", "Courrier", 3, TileState::Starting),
        tile("cal", "Calendar", "Agenda", 4, TileState::Ready),
        tile("bills", "Invoices", "Factures", 5, TileState::Ready),
        tile("chat", "Messages", "Messages", 6, TileState::Ready),
        tile("vault", "Passwords", "Mots de passe", 7, TileState::ServerSilent),
        tile("wiki", "Wiki", "Wiki", 8, TileState::Ready),
        tile("tasks", "Tasks", "Tâches", 9, TileState::Ready),
        tile("photos", "Photos", "Photos", 10, TileState::Failed),
        tile("meet", "Calls", "Visio", 11, TileState::Ready),
        tile("charts", "Charts", "Tableaux", 12, TileState::Ready),
        tile("rss", "Reading", "Lecture", 13, TileState::Ready),
        tile("people", "Contacts", "Contacts", 14, TileState::Ready),
        tile("notes", "Notes", "Notes", 15, TileState::Ready),
    ]
}
