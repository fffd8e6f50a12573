//! The sign-in page: a name, a password, one button.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::caller::{Caller, SESSION};
use super::continuation::Continuation;
use super::pages::{self, Switch};
use super::{OidcState, change_password};
use crate::identity::{Attempt, Person, Refusal};
use crate::web::{Nonce, Words, cookies};

#[derive(Template)]
#[template(path = "oidc/sign_in.html")]
struct SignInPage<'a> {
    words: Words,
    switch: Switch,
    csrf: &'a str,
    continuation: &'a str,
    username: &'a str,
    /// Why the last try was refused: a key.
    reason: Option<&'static str>,
    /// Windows accounts can sign in.
    directory: bool,
}

/// Query of the page.
#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(rename = "continue")]
    continuation: Option<String>,
    login_hint: Option<String>,
    /// The session that is there does not do: ask for the password.
    fresh: Option<String>,
}

/// `GET /sign-in`
pub(super) async fn show(State(state): State<OidcState>, Query(wish): Query<Wish>, caller: Caller) -> Response {
    let continuation = wish.continuation.as_deref().and_then(Continuation::parse);
    // Signed in already, perhaps in another window, and nobody asked for the password again.
    if caller.viewer.is_some() && wish.fresh.is_none() {
        return onwards(&state, continuation.as_ref());
    }
    page(&state, &caller, continuation.as_ref(), wish.login_hint.as_deref().unwrap_or_default(), None).await
}

/// The form.
#[derive(Deserialize)]
pub(super) struct Typed {
    username: String,
    password: String,
    csrf: Option<String>,
    #[serde(rename = "continue")]
    continuation: Option<String>,
}

/// `POST /sign-in`
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Form(typed): Form<Typed>) -> Response {
    if !caller.posted_by_us(&state, typed.csrf.as_deref()) {
        return caller.refuse_form();
    }
    let continuation = typed.continuation.as_deref().and_then(Continuation::parse);
    let attempt = Attempt { name: &typed.username, password: &typed.password, address: caller.address.as_deref() };
    match state.identity.sign_in(attempt).await {
        Ok(person) => enter(&state, &caller, &person, continuation.as_ref()).await,
        Err(refusal) if refusal.leads_to_change() => {
            let reason = caller.words.say(refusal.words());
            change_password::page(&state, &caller, continuation.as_ref(), &typed.username, Some(reason)).await
        }
        Err(refusal) => page(&state, &caller, continuation.as_ref(), &typed.username, Some(&refusal)).await,
    }
}

/// Begins the session and goes on.
pub(super) async fn enter(
    state: &OidcState,
    caller: &Caller,
    person: &Person,
    continuation: Option<&Continuation>,
) -> Response {
    let (address, agent) = (caller.address.as_deref(), caller.agent.as_deref());
    match state.identity.begin_session(person, address, agent, caller.viewer.as_ref()).await {
        Ok(began) => {
            let mut response = onwards(state, continuation);
            cookies::set(response.headers_mut(), &state.identity.site(), SESSION, &began.handle, None);
            response
        }
        Err(error) => pages::failed(caller, &error),
    }
}

fn onwards(state: &OidcState, continuation: Option<&Continuation>) -> Response {
    match continuation {
        Some(to) => Redirect::to(to.as_str()).into_response(),
        None => Redirect::to(&format!("{}/", state.identity.site().desk())).into_response(),
    }
}

async fn page(
    state: &OidcState,
    caller: &Caller,
    continuation: Option<&Continuation>,
    username: &str,
    refusal: Option<&Refusal>,
) -> Response {
    let (to, words) = (continuation.map_or("", Continuation::as_str), caller.words);
    let form = caller.form_token(state);
    let nonce = Nonce::new(state.identity.ambient());
    let template = SignInPage {
        words,
        switch: Switch::at(words, "/sign-in", &[("continue", to)]),
        csrf: &form.token,
        continuation: to,
        username,
        reason: refusal.map(Refusal::words),
        directory: state.identity.directory().await.is_ok_and(|directory| directory.is_some()),
    };
    let status = match refusal {
        None => StatusCode::OK,
        Some(Refusal::Directory(_) | Refusal::State(_)) => StatusCode::SERVICE_UNAVAILABLE,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let targets = match continuation {
        Some(to) => to.form_targets(&state.identity).await.unwrap_or_default(),
        None => state.identity.site().desk(),
    };
    let mut response = pages::render(&template).status(status).scripts(nonce).posts_to(&targets).into_response();
    form.keep(state, &mut response);
    response
}
