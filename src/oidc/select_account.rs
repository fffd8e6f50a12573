//! “Go on as …, or as somebody else?” (OpenID Connect Core 1.0 §3.1.2.1, `prompt=select_account`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::OidcState;
use super::caller::Caller;
use super::continuation::Continuation;
use super::fresh::Mark;
use super::pages::{self, Switch};
use super::parameters::Posted;
use crate::identity::{Client, Viewer};
use crate::web::{Words, csrf};

#[derive(Template)]
#[template(path = "oidc/select_account.html")]
struct SelectPage<'a> {
    words: Words,
    switch: Switch,
    app: &'a str,
    name: &'a str,
    username: &'a str,
    csrf: &'a str,
    continuation: &'a str,
    other: String,
}

/// The page.
pub(super) fn page(
    state: &OidcState,
    caller: &Caller,
    client: &Client,
    viewer: &Viewer,
    waiting: &Continuation,
) -> Response {
    let words = caller.words;
    let template = SelectPage {
        words,
        switch: Switch::at_waiting(words, waiting),
        app: client.order.name.in_language(words.language().tag()),
        name: &viewer.person.name,
        username: &viewer.person.username,
        csrf: &viewer.csrf,
        continuation: waiting.as_str(),
        other: format!("{}&fresh=1", waiting.sign_in()),
    };
    let site = state.identity.site();
    pages::render(&template).posts_to(&site.origin(&format!("*.{}", site.domain))).into_response()
}

/// `POST /select-account`: goes on as the account that is there.
pub(super) async fn answer(State(state): State<OidcState>, caller: Caller, Posted(form): Posted) -> Response {
    let viewer = caller.viewer.as_ref().filter(|viewer| csrf::token_matches(form.get(csrf::FIELD), &viewer.csrf));
    let waiting = form.get("continue").filter(|_| form.fault().is_none()).and_then(Continuation::parse);
    let (Some(viewer), Some(waiting), true) = (viewer, waiting, caller.is_own_page(&state)) else {
        return caller.refuse_form();
    };
    let (keys, now) = (state.identity.keys(), state.identity.ambient().now());
    match Mark::Chosen.put(keys, &waiting.parameters(), &viewer.sid, now).await {
        Ok(marked) => Redirect::to(Continuation::to("/authorize", &marked.encode()).as_str()).into_response(),
        Err(error) => pages::failed(&caller, &error),
    }
}
