//! RP-Initiated Logout 1.0: ends the session, tells the apps, and leads back where that is registered.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::caller::{Caller, SESSION};
use super::pages::{self, Switch};
use super::parameters::{Parameters, Posted, Queried};
use super::{OidcState, continuation, front_channel, request, session_state};
use crate::identity::{Claims, Client, IdentityError, Viewer};
use crate::web::{Words, cookies, csrf};

#[derive(Template)]
#[template(path = "oidc/logout.html")]
struct ConfirmPage<'a> {
    words: Words,
    switch: Switch,
    name: &'a str,
    csrf: &'a str,
    client: &'a str,
    back: &'a str,
    state: &'a str,
    /// The request was not in order: nobody is led back.
    broken: bool,
}

/// `GET /logout`
pub(super) async fn get(State(state): State<OidcState>, Queried(all): Queried, caller: Caller) -> Response {
    answer(&state, &all, &caller, false).await
}

/// `POST /logout`: from a client (§2), or from our own page that asked.
pub(super) async fn post(State(state): State<OidcState>, caller: Caller, Posted(all): Posted) -> Response {
    if let Some(again) = caller.by_get("/logout", &all) {
        return again;
    }
    answer(&state, &all, &caller, true).await
}

async fn answer(state: &OidcState, all: &Parameters, caller: &Caller, posted: bool) -> Response {
    match decide(state, all, caller, posted).await {
        Ok(response) => response,
        Err(error) => pages::failed(caller, &error),
    }
}

async fn decide(state: &OidcState, all: &Parameters, caller: &Caller, posted: bool) -> Result<Response, IdentityError> {
    let wish = wish(state, all).await?;
    let Some(viewer) = &caller.viewer else {
        let response = if wish.broken { broken(caller) } else { led_back(&wish) };
        return Ok(forgotten(state, response));
    };
    let confirmed = posted && caller.is_own_page(state) && csrf::token_matches(all.get(csrf::FIELD), &viewer.csrf);
    if !confirmed && !is_hinted(state, &wish, viewer).await? {
        return Ok(confirm(state, caller, viewer, all, &wish));
    }
    // Before the end: whose frames have to be loaded is written in the session.
    let frames = front_channel::frames(state, viewer).await?;
    state.identity.end_session(&viewer.sid, "signed out").await?;
    deliver_beside(state);
    let response = match (frames.is_empty(), wish.broken) {
        (true, false) => led_back(&wish),
        (true, true) => Redirect::to("/signed-out").into_response(),
        (false, _) => front_channel::page(state, caller, &frames, wish.back.as_deref()),
    };
    Ok(forgotten(state, response))
}

/// What the request says, as far as it holds.
struct Wish {
    hint: Option<Claims>,
    client: Option<Client>,
    back: Option<String>,
    /// Something in it does not hold: what it asks for beyond the logout is not done (§4).
    broken: bool,
}

async fn wish(state: &OidcState, all: &Parameters) -> Result<Wish, IdentityError> {
    let identity = &state.identity;
    // An ID token that is over is a good hint all the same (§2).
    let hint = match all.get("id_token_hint") {
        Some(token) => request::hint(identity, token).await?,
        None => None,
    };
    let lost = all.get("id_token_hint").is_some() && hint.is_none();
    let audience = hint.as_ref().and_then(|hint| hint.text("aud")).map(str::to_owned);
    let named = all.get("client_id").map(str::to_owned);
    let agree = named.is_none() || audience.is_none() || named == audience;
    let client = match named.or(audience).filter(|_| agree && !lost) {
        Some(id) => identity.client(&id).await?,
        None => None,
    };
    let registered = |uri: &&str| {
        client.as_ref().is_some_and(|client| client.order.post_logout_redirect_uris.iter().any(|known| known == uri))
    };
    let asked = all.get("post_logout_redirect_uri");
    let back = asked.filter(registered).filter(|_| all.fault().is_none()).and_then(|uri| {
        let mut uri = url::Url::parse(uri).ok()?;
        if let Some(state) = all.get("state") {
            uri.query_pairs_mut().append_pair("state", state);
        }
        Some(uri.into())
    });
    let broken = lost || !agree || all.fault().is_some() || (asked.is_some() && back.is_none());
    Ok(Wish { hint: hint.filter(|_| agree), client, back, broken })
}

/// Whether the client proves that it speaks of this very session, in a request that is in order.
async fn is_hinted(state: &OidcState, wish: &Wish, viewer: &Viewer) -> Result<bool, IdentityError> {
    let (Some(hint), Some(client), false) = (&wish.hint, &wish.client, wish.broken) else { return Ok(false) };
    let subject = state.identity.subject(client, viewer.person.id).await?;
    Ok(hint.text("sub") == Some(&subject) && hint.text("sid").is_none_or(|sid| sid == viewer.sid))
}

fn confirm(state: &OidcState, caller: &Caller, viewer: &Viewer, all: &Parameters, wish: &Wish) -> Response {
    let words = caller.words;
    let client = wish.client.as_ref().map_or("", |client| client.order.id.as_str());
    let kept = |name: &str| all.get(name).filter(|_| !wish.broken).unwrap_or_default();
    let (back, state_text) = (kept("post_logout_redirect_uri"), kept("state"));
    let query = [("client_id", client), ("post_logout_redirect_uri", back), ("state", state_text)];
    let page = ConfirmPage {
        words,
        switch: Switch::at(words, "/logout", &query),
        name: &viewer.person.name,
        csrf: &viewer.csrf,
        client,
        back,
        state: state_text,
        broken: wish.broken,
    };
    let site = state.identity.site();
    let mut targets = site.origin(&format!("*.{}", site.domain));
    if let Some(source) = wish.back.as_deref().and_then(continuation::source) {
        targets = format!("{targets} {source}");
    }
    let status = if wish.broken { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    pages::render(&page).status(status).posts_to(&targets).into_response()
}

/// Nobody is signed in, and the request cannot be followed.
fn broken(caller: &Caller) -> Response {
    pages::problem(caller, StatusCode::BAD_REQUEST, pages::LOGOUT)
}

fn led_back(wish: &Wish) -> Response {
    Redirect::to(wish.back.as_deref().unwrap_or("/signed-out")).into_response()
}

fn forgotten(state: &OidcState, mut response: Response) -> Response {
    cookies::clear(response.headers_mut(), &state.identity.site(), SESSION);
    session_state::clear(state, &mut response);
    response
}

/// The notices go out at once; what fails is repeated by a job.
fn deliver_beside(state: &OidcState) {
    let identity = state.identity.clone();
    tokio::spawn(async move {
        if let Err(error) = identity.deliver_logouts().await {
            tracing::warn!(identity.error = %error, "logout notices wait for the job");
        }
    });
}
