//! The frame around every signed-in screen: status bar, dock, launcher, the scripts' data.

use std::collections::BTreeMap;

use serde_json::json;

use super::admin_links::{ADMIN_LINKS, AdminLink};
use super::announcement::News;
use super::dock::Docks;
use super::failure::Failure;
use super::tile::TileView;
use super::visit::Visit;
use crate::client::types::{Folder, GivenDock, GivenScene, Layout, Me};
use crate::web::{Language, Words};

/// Themes, their signs, the keys of their names.
pub(crate) const THEMES: &[(&str, &str, &str)] = &[
    ("system", "sun-moon", "desktop-theme-system"),
    ("light", "sun", "desktop-theme-light"),
    ("dark", "moon", "desktop-theme-dark"),
];
/// What the status bar says of the network: states, their signs, the keys of their names and sentences.
/// The first one stands until a script knows better.
pub(crate) const NETWORK: &[(&str, &str, &str, &str)] = &[
    ("online", "wifi", "desktop-network-online", "desktop-network-online-text"),
    ("lost", "unplug", "desktop-network-lost", "desktop-server-lost"),
    ("offline", "wifi-off", "desktop-network-offline", "desktop-network-offline-text"),
];
/// Arrangements of zones, their signs, the keys of their names.
pub(crate) const SHAPES: &[(&str, &str, &str)] = &[
    ("one", "square", "desktop-zones-one"),
    ("columns", "columns-2", "desktop-zones-columns"),
    ("rows", "rows-2", "desktop-zones-rows"),
    ("one-two", "layout-panel-left", "desktop-zones-one-two"),
    ("grid", "grid-2x2", "desktop-zones-grid"),
];
/// What the palette does with the pane that has the keyboard, signs, the keys of their names.
pub(crate) const PANE_ACTS: &[(&str, &str, &str)] = &[
    ("large", "maximize-2", "desktop-pane-large"),
    ("swap", "arrow-left-right", "desktop-pane-swap"),
    ("window", "picture-in-picture-2", "desktop-pane-window"),
    ("close", "x", "desktop-pane-close"),
    ("equalise", "equal", "desktop-zones-equal"),
];
/// What a pane may do: no top navigation, so that no app breaks out of its frame.
pub(crate) const SANDBOX: &str = "allow-same-origin allow-scripts allow-forms allow-downloads allow-popups \
                                  allow-popups-to-escape-sandbox allow-modals";
/// What scripts say aloud; each is `desktop-said-<word>` in the catalogue.
const SAID: &[&str] = &[
    "opened",
    "closed",
    "reshaped",
    "split",
    "equalised",
    "swapped",
    "enlarged",
    "restored",
    "focused",
    "shown",
    "home",
    "arranged",
    "kept",
    "removed",
    "too-many",
    "given",
    "taken-back",
    "not-given",
    "changed",
    "in-zone",
    "behind",
    "late",
    "reload",
    "unsaved",
    "close-anyway",
];

/// Everything that the templates around a screen show.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(super) theme: String,
    pub(super) csrf: String,
    pub(super) company: String,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) admin: bool,
    pub(super) path: String,
    pub(super) other_language: Language,
    pub(super) language_label: String,
    pub(super) tiles: Vec<TileView>,
    pub(super) island: String,
    pub(super) news: News,
    docks: Docks,
    folders: Vec<Folder>,
}

/// A folder of the home page with what the person may open of it.
pub(crate) struct FolderView<'t> {
    pub(super) name: &'t str,
    pub(super) tiles: Vec<&'t TileView>,
}

impl Frame {
    /// Asks the core for tiles, layout and scenes. What cannot be read of the last two is no reason to
    /// show no desk.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Failure> {
        let client = visit.client();
        let (tiles, layout, given, docks, news) =
            tokio::join!(client.tiles(), client.layout(), client.scenes(), client.docks(), client.my_announcements());
        let tiles = tiles.map_err(|error| visit.refused(error))?;
        let tiles: Vec<_> = tiles.into_iter().map(|tile| TileView::new(visit.words, tile)).collect();
        let framed: Vec<_> = tiles.iter().filter_map(TileView::foreign_frame).collect();
        visit.may_frame(&framed.iter().map(String::as_str).collect::<Vec<_>>());
        let news = News::of(visit.words, news.unwrap_or_default());
        Ok(Self::new(&visit.me, visit.words, &visit.path, tiles, layout.unwrap_or_default())
            .with_company(&visit.known.site.id(), &given.unwrap_or_default(), docks.unwrap_or_default())
            .with_news(news))
    }

    fn new(me: &Me, words: Words, path: &str, tiles: Vec<TileView>, layout: Layout) -> Self {
        let other_language = match words.language() {
            Language::Fr => Language::En,
            Language::En => Language::Fr,
        };
        let island = json!({
            "apps": apps(&tiles), "layout": layout, "words": spoken(words), "version": version(&tiles), "admin": me.admin, "seconds": me.session_seconds,
        });
        Self {
            theme: me.theme.clone(),
            csrf: me.csrf.clone(),
            company: me.company.clone(),
            name: me.name.clone(),
            initials: initials(&me.name),
            admin: me.admin,
            path: path.to_owned(),
            other_language,
            language_label: words.language().tag().to_uppercase(),
            tiles,
            island: island.to_string(),
            news: News::default(),
            docks: Docks::of(&layout),
            folders: layout.folders,
        }
    }

    /// Names the one origin besides the apps' that may say that a session is over, and what the
    /// company gives: scenes and docks.
    fn with_company(mut self, origin: &str, given: &[GivenScene], docks: Vec<GivenDock>) -> Self {
        self.docks = self.docks.given(docks);
        if let Ok(serde_json::Value::Object(mut island)) = serde_json::from_str(&self.island) {
            island.insert("signin".to_owned(), json!(origin));
            island.insert("given".to_owned(), json!(given));
            island.insert("docks".to_owned(), json!(self.docks.versions()));
            self.island = escaped(&serde_json::Value::Object(island).to_string());
        }
        self
    }

    /// The announcements, the newest of which stands above the screen.
    fn with_news(mut self, news: News) -> Self {
        if let Ok(serde_json::Value::Object(mut island)) = serde_json::from_str(&self.island) {
            island.insert("news".to_owned(), json!(news.version()));
            self.island = escaped(&serde_json::Value::Object(island).to_string());
        }
        Self { news, ..self }
    }

    /// The docks that the person may choose between.
    pub(super) fn themes(&self) -> Vec<super::dock::ThemeView<'_>> {
        self.docks.themes()
    }

    /// The dock that shows.
    pub(super) fn theme(&self) -> &str {
        self.docks.chosen()
    }

    /// The apps in the dock that shows.
    pub(super) fn dock(&self) -> Vec<&TileView> {
        self.docks.tiles(&self.tiles)
    }

    /// Folders that hold something.
    pub(super) fn folders(&self) -> Vec<FolderView<'_>> {
        let tiles = |folder: &Folder| {
            folder.apps.iter().filter_map(|app| self.tiles.iter().find(|tile| tile.app == *app)).collect()
        };
        let folders = self.folders.iter().map(|folder| FolderView { name: &folder.name, tiles: tiles(folder) });
        folders.filter(|folder| !folder.tiles.is_empty()).collect()
    }

    /// Tiles that lie in no folder.
    pub(super) fn loose(&self) -> Vec<&TileView> {
        let filed = |tile: &&TileView| self.folders.iter().any(|folder| folder.apps.contains(&tile.app));
        self.tiles.iter().filter(|tile| !filed(tile)).collect()
    }

    /// The side list; nothing for people who do not administer.
    pub(super) fn admin_links(&self) -> &'static [AdminLink] {
        if self.admin { ADMIN_LINKS } else { &[] }
    }
}

/// Apps for the scripts, by host label.
pub(super) fn apps(tiles: &[TileView]) -> BTreeMap<&str, super::tile::ScriptApp<'_>> {
    tiles.iter().map(|tile| (tile.app.as_str(), tile.for_scripts())).collect()
}

/// Changes when the tiles change: the desk asks for it now and then.
pub(super) fn version(tiles: &[TileView]) -> String {
    let line = |tile: &TileView| format!("{}\n{}\n{}\n{:?}", tile.app, tile.name, tile.url, tile.note);
    let all: Vec<_> = tiles.iter().map(line).collect();
    crate::clock::digest(&all.join("\n"))[..12].to_owned()
}

fn spoken(words: Words) -> BTreeMap<&'static str, String> {
    let gaps = [
        ("app", "{app}"),
        ("zone", "{zone}"),
        ("zones", "{zones}"),
        ("share", "{share}"),
        ("scene", "{scene}"),
        ("most", "{most}"),
    ];
    SAID.iter().map(|word| (*word, words.tell(&format!("desktop-said-{word}"), &gaps))).collect()
}

/// JSON inside a `<script>` data block: nothing in it may end the block.
fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
impl Frame {
    pub(super) fn with_folder(mut self, name: &str, apps: &[&str]) -> Self {
        self.folders.push(Folder { name: name.into(), apps: apps.iter().map(|app| (*app).to_owned()).collect() });
        self
    }
}

#[cfg(test)]
pub(super) fn sample_me() -> Me {
    Me {
        id: "1".into(),
        username: "g.martin".into(),
        name: "Giselle Martin".into(),
        given_name: Some("Giselle".into()),
        email: None,
        groups: vec!["Compta".into()],
        admin: true,
        source: "local".into(),
        language: "fr".into(),
        theme: "system".into(),
        csrf: "csrf-token".into(),
        company: "Lacaze & Fils".into(),
        session_seconds: 3600,
    }
}

#[cfg(test)]
pub(super) fn sample(words: Words, path: &str, tiles: Vec<crate::client::types::Tile>) -> Frame {
    let tiles = tiles.into_iter().map(|tile| TileView::new(words, tile)).collect();
    Frame::new(&sample_me(), words, path, tiles, Layout::default())
        .with_company("https://id.lacaze.fr", &[], super::dock::samples())
        .with_news(News::of(words, super::announcement::samples()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last_word() {
        assert_eq!(initials("Giselle de la Tour"), "GT");
        assert_eq!(initials("élise"), "É");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn what_lies_in_a_folder_does_not_lie_beside_it() {
        let mut frame = sample(Words::of(Language::Fr), "/", super::super::tile::samples());
        frame = frame.with_folder("Bureau", &["docs", "gone", "sheet"]).with_folder("Vide", &["gone"]);
        let names: Vec<_> = frame.folders().iter().map(|folder| (folder.name, folder.tiles.len())).collect();
        assert_eq!(names, [("Bureau", 2)]);
        assert_eq!(frame.loose().len(), frame.tiles.len() - 2);
    }

    #[test]
    fn no_name_can_end_the_data_block() {
        assert!(!escaped(r#"{"name":"</script><script>"}"#).contains('<'));
    }
}
