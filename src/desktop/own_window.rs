//! An app in a window of its own; it docks back into the desk.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::Url;

use super::failure::{Failure, Reason};
use super::tile::TileView;
use super::visit::Visit;
use crate::client::types::Tile;
use crate::web::Words;

/// Which app, and where it stood.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    app: String,
    at: Option<String>,
}

/// The window's page.
#[derive(Template)]
#[template(path = "desktop/window.html")]
pub(super) struct WindowPage {
    words: Words,
    theme: String,
    app: String,
    name: String,
    icon: String,
    colour: u8,
    url: String,
    allow: String,
}

impl WindowPage {
    fn new(words: Words, theme: &str, tile: Tile, at: Option<&str>) -> Self {
        Self {
            words,
            theme: theme.to_owned(),
            name: tile.name.in_language(words.language().tag()).to_owned(),
            url: at.filter(|at| within(&tile.url, at)).unwrap_or(&tile.url).to_owned(),
            app: tile.app,
            icon: tile.icon,
            colour: tile.colour % 16,
            allow: tile.allow,
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let tiles = super::tile::samples();
        tiles.into_iter().take(1).map(|tile| Self::new(words, "dark", tile, None)).collect()
    }
}

/// `GET /window?app=…`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let tiles = visit.client().tiles().await.map_err(|error| visit.refused(error))?;
    let tile = tiles.into_iter().find(|tile| tile.app == wanted.app);
    let tile = tile.ok_or_else(|| visit.fail(Reason::NothingHere))?;
    if let Some(origin) = TileView::new(visit.words, tile.clone()).foreign_frame() {
        visit.may_frame(&[&origin]);
    }
    let page = WindowPage::new(visit.words, &visit.me.theme, tile, wanted.at.as_deref());
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// Only an address of the app itself counts.
fn within(app: &str, at: &str) -> bool {
    match (Url::parse(app), Url::parse(at)) {
        (Ok(app), Ok(at)) => app.origin() == at.origin(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_foreign_address_never_reaches_the_frame() {
        assert!(within("https://bills.d/", "https://bills.d/list?page=2"));
        assert!(!within("https://bills.d/", "https://evil.example/"));
        assert!(!within("https://bills.d/", "javascript:alert(1)"));
    }
}
