//! The store's shelf.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::catalogue::{CardView, category_name};
use super::failure::Failure;
use super::frame::Frame;
use super::visit::Visit;
use crate::web::Words;

/// Which part of the shelf.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    category: Option<String>,
}

/// The shelf.
#[derive(Template)]
#[template(path = "desktop/store.html")]
pub(super) struct StorePage {
    words: Words,
    frame: Frame,
    count: String,
    categories: Vec<Category>,
    chosen: Option<String>,
    cards: Vec<CardView>,
}

/// A category to choose.
struct Category {
    id: String,
    name: String,
    chosen: bool,
}

impl StorePage {
    fn new(words: Words, frame: Frame, mut cards: Vec<CardView>, chosen: Option<String>) -> Self {
        let count = words.tell("desktop-store-count", &[("count", &cards.len().to_string())]);
        let mut ids: Vec<String> = cards.iter().map(|card| card.category.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let categories = ids
            .into_iter()
            .map(|id| Category { name: category_name(words, &id), chosen: chosen.as_deref() == Some(&id), id })
            .collect();
        if let Some(chosen) = &chosen {
            cards.retain(|card| card.category == *chosen);
        }
        Self { words, frame, count, categories, chosen, cards }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        use super::catalogue::samples::{catalogue, installed};
        use super::frame;
        use crate::client::types::{AppPhase, TileState};
        let apps = [
            installed("nextcloud", AppPhase::Ready, TileState::Ready),
            installed("vikunja", AppPhase::Installing, TileState::Starting),
            installed("gatus", AppPhase::Failed, TileState::Failed),
            installed("grafana", AppPhase::Ready, TileState::ServerSilent),
        ];
        let cards = || catalogue().iter().map(|app| CardView::new(words, app, &apps)).collect::<Vec<_>>();
        let frame = || frame::sample(words, "/store", super::tile::samples());
        vec![
            Self::new(words, frame(), cards(), None),
            Self::new(words, frame(), cards(), Some("documents".into())),
            Self::new(words, frame(), Vec::new(), None),
        ]
    }
}

/// `GET /store`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.client();
    let (frame, catalogue, apps) = tokio::join!(Frame::of(&visit), client.catalogue(), client.apps());
    let catalogue = catalogue.map_err(|error| visit.refused(error))?;
    let apps = apps.map_err(|error| visit.refused(error))?;
    let cards = catalogue.iter().map(|app| CardView::new(visit.words, app, &apps)).collect();
    let page = StorePage::new(visit.words, frame?, cards, wanted.category.filter(|category| !category.is_empty()));
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}
