//! The sign-in page: a name, a password, one button.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::caller::Caller;
use super::continuation::Continuation;
use super::pages::{self, Links, Switch};
use super::parameters::{Posted, Queried};
use super::passkey::Ceremony;
use super::{OidcState, change_password, second_factor};
use crate::identity::{Attempt, Client, First, Identity, Proven, Refusal};
use crate::web::{Nonce, Words};

#[derive(Template)]
#[template(path = "oidc/sign_in.html")]
struct SignInPage<'a> {
    words: Words,
    company: String,
    switch: Switch,
    csrf: &'a str,
    continuation: &'a str,
    username: &'a str,
    /// Why the last try was refused.
    reason: Option<String>,
    /// Other providers: where the button leads, and its name.
    others: Vec<(String, String)>,
    /// Windows accounts can sign in.
    directory: bool,
    /// Whichever passkey the browser has.
    passkey: Option<Ceremony>,
    /// The app that waits, when no administrator installed it.
    app: Option<String>,
    links: Links,
}

/// Why nobody is signed in yet.
pub(super) struct Why {
    /// For the person.
    pub sentence: String,
    /// For programs.
    pub status: StatusCode,
}

impl Why {
    pub(super) fn of(refusal: &Refusal, words: Words) -> Self {
        let status = match refusal {
            Refusal::Directory(_) | Refusal::State(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { sentence: words.say(refusal.words()), status }
    }
}

/// `GET /sign-in`
pub(super) async fn show(State(state): State<OidcState>, Queried(wish): Queried, caller: Caller) -> Response {
    let continuation = wish.get("continue").and_then(Continuation::parse);
    // Signed in already, perhaps in another window, and nobody asked for the password again.
    if caller.viewer.is_some() && wish.get("fresh").is_none() {
        return onwards(&state, continuation.as_ref());
    }
    page(&state, &caller, continuation.as_ref(), wish.get("login_hint").unwrap_or_default(), None).await
}

/// `POST /sign-in`
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Posted(typed): Posted) -> Response {
    if !caller.posted_by_us(&state, typed.get("csrf")) {
        return caller.refuse_form();
    }
    let continuation = typed.get("continue").and_then(Continuation::parse);
    let (name, password) = (typed.get("username").unwrap_or_default(), typed.get("password").unwrap_or_default());
    let attempt = Attempt { name, password, address: caller.address.as_deref() };
    match state.identity.sign_in(attempt).await {
        Ok(person) => {
            let proven = Proven { person, first: First::Password };
            second_factor::or_enter(&state, &caller, &proven, continuation.as_ref()).await
        }
        Err(refusal) if refusal.leads_to_change() => {
            let reason = caller.words.say(refusal.words());
            change_password::page(&state, &caller, continuation.as_ref(), name, Some(reason)).await
        }
        Err(refusal) => {
            let why = Why::of(&refusal, caller.words);
            page(&state, &caller, continuation.as_ref(), name, Some(why)).await
        }
    }
}

/// Back to where the sign-in began, else to the desk.
pub(super) fn onwards(state: &OidcState, continuation: Option<&Continuation>) -> Response {
    match continuation {
        Some(to) => Redirect::to(to.as_str()).into_response(),
        None => Redirect::to(&format!("{}/", state.identity.site().desk())).into_response(),
    }
}

/// The page, with the reason of a refusal if there is one.
pub(super) async fn page(
    state: &OidcState,
    caller: &Caller,
    continuation: Option<&Continuation>,
    username: &str,
    why: Option<Why>,
) -> Response {
    let (to, words) = (continuation.map_or("", Continuation::as_str), caller.words);
    let form = caller.form_token(state);
    let nonce = Nonce::new(state.identity.ambient());
    let client = waiting_client(state, continuation).await;
    let status = why.as_ref().map_or(StatusCode::OK, |why| why.status);
    let template = SignInPage {
        words,
        company: state.names.name(),
        switch: Switch::at(words, "/sign-in", &[("continue", to)]),
        csrf: &form.token,
        continuation: to,
        username,
        reason: why.map(|why| why.sentence),
        others: others(state, caller, to).await,
        app: client.as_ref().map(|client| client.order.name.in_language(words.language().tag()).to_owned()),
        links: client.as_ref().map(Links::of).unwrap_or_default(),
        passkey: state.identity.any_passkey_wish().await.ok().map(Ceremony::from),
        directory: state.identity.directory().await.is_ok_and(|directory| directory.is_some()),
    };
    let targets = match continuation {
        Some(to) => to.form_targets(state).await.unwrap_or_default(),
        None => state.identity.site().desk(),
    };
    let images = template.links.image_sources();
    let page = pages::render(&template).status(status).scripts(nonce).images(&images).posts_to(&targets);
    let mut response = page.into_response();
    form.keep(state, &mut response);
    response
}

/// Other providers, where they can serve: whoever is signed in already and comes here was asked for a new
/// sign-in, and not every provider can prove one.
async fn others(state: &OidcState, caller: &Caller, to: &str) -> Vec<(String, String)> {
    if caller.framed || !Identity::fits_upstream(to) {
        return Vec::new();
    }
    let buttons = state.identity.upstream_buttons(caller.viewer.is_some()).await.unwrap_or_default();
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("continue", to).finish();
    let query = if to.is_empty() { String::new() } else { format!("?{query}") };
    buttons.into_iter().map(|(id, name)| (format!("/upstream/{id}{query}"), name)).collect()
}

/// The client that waits for the sign-in, when the person should know more about it.
async fn waiting_client(state: &OidcState, continuation: Option<&Continuation>) -> Option<Client> {
    let waiting = continuation?.parameters();
    let client = state.identity.client(waiting.get("client_id")?).await.ok().flatten()?;
    (!client.order.first_party).then_some(client)
}
