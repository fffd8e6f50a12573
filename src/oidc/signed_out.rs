//! Goodbye.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::OidcState;
use super::caller::Caller;
use super::pages::{self, Switch};
use crate::web::Words;

#[derive(Template)]
#[template(path = "oidc/signed_out.html")]
struct SignedOut {
    words: Words,
    switch: Switch,
    desk: String,
}

/// `GET /signed-out`
pub(super) async fn show(State(state): State<OidcState>, caller: Caller) -> Response {
    let words = caller.words;
    let desk = format!("{}/", state.identity.site().desk());
    pages::render(&SignedOut { words, switch: Switch::at(words, "/signed-out", &[]), desk }).into_response()
}
