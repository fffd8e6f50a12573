//! The list of events: who did what, when.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::failure::Failure;
use super::frame::Frame;
use super::mark::Mark;
use super::visit::Visit;
use crate::client::types::{EventEntry, Page, PageQuery};
use crate::web::Words;

/// Entries on one page.
const PER_PAGE: u32 = 50;

/// Which events.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    search: Option<String>,
    after: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "desktop/events.html")]
pub(super) struct EventsPage {
    words: Words,
    frame: Frame,
    search: String,
    events: Vec<EventView>,
    next: Option<String>,
}

/// A line.
struct EventView {
    at: String,
    at_short: String,
    sentence: String,
    detail: Option<String>,
    who: String,
    from: Option<String>,
    result: Mark,
}

impl EventView {
    fn new(words: Words, event: EventEntry) -> Self {
        let (look, word) = match event.result.as_str() {
            "done" => (" is-good", "done"),
            "refused" => (" is-warn", "refused"),
            _ => (" is-bad", "failed"),
        };
        let from: Vec<String> = [event.client, event.address].into_iter().flatten().collect();
        Self {
            at_short: short(&event.at),
            at: event.at,
            sentence: event.sentence,
            detail: event.detail.filter(|detail| !detail.is_empty()),
            who: event.who,
            from: (!from.is_empty()).then(|| from.join(" · ")),
            result: Mark::new(words, look, &format!("desktop-result-{word}")),
        }
    }
}

impl EventsPage {
    fn new(words: Words, frame: Frame, search: String, page: Page<EventEntry>) -> Self {
        let events = page.items.into_iter().map(|event| EventView::new(words, event)).collect();
        Self { words, frame, search, events, next: page.next }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let event = |number: u64, who: &str, sentence: &str, result: &str| EventEntry {
            number,
            at: "2026-11-21T08:42:11.5Z".into(),
            who: who.into(),
            what: "app.install".into(),
            sentence: sentence.into(),
            object: None,
            client: Some("desk".into()),
            address: Some("192.0.2.7".into()),
            result: result.into(),
            detail: (result != "done").then(|| "directory unreachable".into()),
            server: "paris-1".into(),
        };
        let items = vec![
            event(3, "g.martin", "Connexion", "done"),
            event(2, "a.morel", "Installation de Miniflux", "failed"),
            event(1, "root@paris-1", "Connexion", "refused"),
        ];
        let frame = || super::frame::sample(words, "/events", super::tile::samples());
        let full = Page { items, total: 3, next: Some("1".into()) };
        let none = Page { items: Vec::new(), total: 0, next: None };
        vec![Self::new(words, frame(), String::new(), full), Self::new(words, frame(), "x".into(), none)]
    }
}

/// `GET /events`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let query = PageQuery { search: given(wanted.search), after: given(wanted.after), limit: Some(PER_PAGE) };
    let (frame, events) = tokio::join!(Frame::of(&visit), visit.client().events(&query));
    let events = events.map_err(|error| visit.refused(error))?;
    let page = EventsPage::new(visit.words, frame?, query.search.unwrap_or_default(), events);
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// Day and minute in UTC; a script shows them in the reader's zone.
fn short(at: &str) -> String {
    at.get(..16).map_or_else(|| at.to_owned(), |minute| format!("{} UTC", minute.replace('T', " ")))
}
