//! Choosing a new password: when the old one expired, or by wish.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use super::caller::Caller;
use super::continuation::Continuation;
use super::pages::{self, Switch};
use super::parameters::{Posted, Queried};
use super::{OidcState, second_factor};
use crate::identity::{Attempt, Change, First, Proven};
use crate::web::{Nonce, Words};

#[derive(Template)]
#[template(path = "oidc/change_password.html")]
struct ChangePage<'a> {
    words: Words,
    switch: Switch,
    csrf: &'a str,
    continuation: &'a str,
    username: &'a str,
    /// Why the person is here, or why the last try was refused: a sentence.
    reason: Option<String>,
}

/// `GET /change-password`: by wish, for whoever is signed in.
pub(super) async fn show(State(state): State<OidcState>, Queried(wish): Queried, caller: Caller) -> Response {
    let continuation = wish.get("continue").and_then(Continuation::parse);
    let username = caller.viewer.as_ref().map(|viewer| viewer.person.username.clone()).unwrap_or_default();
    page(&state, &caller, continuation.as_ref(), &username, None).await
}

/// `POST /change-password`
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Posted(typed): Posted) -> Response {
    if !caller.posted_by_us(&state, typed.get("csrf")) {
        return caller.refuse_form();
    }
    let continuation = typed.get("continue").and_then(Continuation::parse);
    let field = |name| typed.get(name).unwrap_or_default();
    let (to, name, new) = (continuation.as_ref(), field("username"), field("new_password"));
    if new != field("repeat_password") {
        return page(&state, &caller, to, name, Some(caller.words.say("oidc-change-differ"))).await;
    }
    let address = caller.address.as_deref();
    let change = Change { name, old: field("password"), new, address };
    if let Err(refusal) = state.identity.change_password(change).await {
        return page(&state, &caller, to, name, Some(refusal.sentence(caller.words))).await;
    }
    match state.identity.sign_in(Attempt { name, password: new, address }).await {
        Ok(person) => second_factor::or_enter(&state, &caller, &Proven { person, first: First::Password }, to).await,
        Err(refusal) => page(&state, &caller, to, name, Some(caller.words.say(refusal.words()))).await,
    }
}

/// The page, with the reason above its button.
pub(super) async fn page(
    state: &OidcState,
    caller: &Caller,
    continuation: Option<&Continuation>,
    username: &str,
    reason: Option<String>,
) -> Response {
    let (to, words) = (continuation.map_or("", Continuation::as_str), caller.words);
    let form = caller.form_token(state);
    let nonce = Nonce::new(state.identity.ambient());
    let template = ChangePage {
        words,
        switch: Switch::at(words, "/change-password", &[("continue", to)]),
        csrf: &form.token,
        continuation: to,
        username,
        reason,
    };
    let targets = match continuation {
        Some(to) => to.form_targets(state).await.unwrap_or_default(),
        None => state.identity.site().desk(),
    };
    let status = if template.reason.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut response = pages::render(&template).status(status).scripts(nonce).posts_to(&targets).into_response();
    form.keep(state, &mut response);
    response
}
