//! The way back after something was taken away: what there was travels in the answer's own form, so
//! that nobody has to keep it, and goes the ordinary way of everything that is made here.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue};

use crate::web::{Page, Words};

/// Tells htmx which address stands in the browser's bar: that of the list, not that of the order.
const SHOWN_AS: HeaderName = HeaderName::from_static("hx-replace-url");

/// What was taken away, in a sentence, and the form that brings it back.
#[derive(Debug, Clone)]
pub(super) struct Undo {
    /// What happened.
    pub(super) sentence: String,
    /// Where the form leads.
    pub(super) action: &'static str,
    /// Its fields; none when there is no way back and no need for one.
    pub(super) fields: Vec<(&'static str, String)>,
    /// What its button says.
    pub(super) label: String,
}

impl Undo {
    /// The usual one: the form makes again what there was.
    pub(super) fn new(words: Words, sentence: String, action: &'static str) -> Self {
        Self { sentence, action, fields: Vec::new(), label: words.say("desktop-undo") }
    }

    /// With a field of the form.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// The answer to an order: the list's page, under the list's address.
    pub(super) fn answer(list: &'static str, page: Page) -> Response {
        let mut response = page.into_response();
        response.headers_mut().insert(SHOWN_AS, HeaderValue::from_static(list));
        response
    }
}
