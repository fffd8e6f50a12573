//! Home: the greeting, what was open, my apps.

use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::announcement::News;
use super::dock::Docks;
use super::failure::Failure;
use super::frame::{self, Frame};
use super::tile::TileView;
use super::visit::Visit;
use crate::client::types::Me;
use crate::web::Words;

/// The home page.
#[derive(Template)]
#[template(path = "desktop/home.html")]
pub(super) struct HomePage {
    words: Words,
    frame: Frame,
    greeting: String,
    sentence: Option<String>,
}

impl HomePage {
    fn new(words: Words, me: &Me, frame: Frame) -> Self {
        let greeting = match me.given_name.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => words.tell("desktop-hello-name", &[("name", name)]),
            None => words.tell("desktop-hello-name", &[("name", &me.name)]),
        };
        let waiting = frame.tiles.iter().filter(|tile| tile.waiting).count();
        let sentence = match waiting {
            _ if frame.tiles.is_empty() => None,
            0 => Some(words.say("desktop-all-well")),
            count => Some(words.tell("desktop-some-wait", &[("count", &count.to_string())])),
        };
        Self { words, frame, greeting, sentence }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let me = frame::sample_me();
        let full = frame::sample(words, "/", super::tile::samples()).with_folder("Bureau", &["docs", "sheet"]);
        let mut empty = frame::sample(words, "/", Vec::new());
        let admins = Self::new(words, &me, empty.clone());
        empty.admin = false;
        vec![Self::new(words, &me, full), admins, Self::new(words, &me, empty)]
    }
}

/// `GET /`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    let frame = Frame::of(&visit).await?;
    let html = HomePage::new(visit.words, &visit.me, frame).render().map_err(|error| visit.fail(error))?;
    Ok(visit.page(html).into_response())
}

/// `GET /desk-data`: apps and given scenes again, so that a desk that stays open all day learns of
/// new ones.
pub(super) async fn data(visit: Visit) -> Result<Response, Failure> {
    let client = visit.client();
    let (tiles, given, docks, news) =
        tokio::join!(client.tiles(), client.scenes(), client.docks(), client.my_announcements());
    let tiles = tiles.map_err(|error| visit.refused(error))?;
    let tiles: Vec<_> = tiles.into_iter().map(|tile| TileView::new(visit.words, tile)).collect();
    let (apps, version) = (frame::apps(&tiles), frame::version(&tiles));
    let docks = Docks::default().given(docks.unwrap_or_default());
    let given = given.unwrap_or_default();
    let news = News::of(visit.words, news.unwrap_or_default());
    let data = json!({ "apps": apps, "version": version, "given": given, "docks": docks.versions(), "news": news.version(), "seconds": visit.me.session_seconds });
    Ok(Json(data).into_response())
}
