//! RP-Initiated Logout 1.0: ends the session, tells the apps, and leads back where that is registered.

use askama::Template;
use axum::extract::{RawForm, RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::OidcState;
use super::caller::{Caller, SESSION};
use super::pages::{self, Switch};
use super::parameters::Parameters;
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
}

/// `GET /logout`
pub(super) async fn get(State(state): State<OidcState>, RawQuery(query): RawQuery, caller: Caller) -> Response {
    answer(&state, &Parameters::parse(&query.unwrap_or_default()), &caller, false).await
}

/// `POST /logout`: from a client (§2), or from our own page that asked.
pub(super) async fn post(State(state): State<OidcState>, caller: Caller, RawForm(form): RawForm) -> Response {
    answer(&state, &Parameters::parse(&String::from_utf8_lossy(&form)), &caller, true).await
}

async fn answer(state: &OidcState, all: &Parameters, caller: &Caller, posted: bool) -> Response {
    let known = match wish(state, all).await {
        Ok(known) => known,
        Err(error) => return pages::failed(caller, &error),
    };
    let Some(viewer) = &caller.viewer else { return goodbye(state, &known) };
    let confirmed = posted && csrf::token_matches(all.get(csrf::FIELD), &viewer.csrf);
    let hinted = known.hint.as_ref().is_some_and(|hint| is_about(hint, viewer));
    if !confirmed && !hinted {
        return confirm(state, caller, viewer, all, &known);
    }
    match state.identity.end_session(&viewer.sid, "signed out").await {
        Ok(()) => {
            deliver_beside(state);
            goodbye(state, &known)
        }
        Err(error) => pages::failed(caller, &error),
    }
}

/// What the request says, as far as it holds.
struct Wish {
    hint: Option<Claims>,
    client: Option<Client>,
    back: Option<String>,
}

async fn wish(state: &OidcState, all: &Parameters) -> Result<Wish, IdentityError> {
    let identity = &state.identity;
    // An ID token that is over is a good hint all the same (§2).
    let hint = match all.get("id_token_hint") {
        Some(token) => identity.keys().verify("JWT", token).await?,
        None => None,
    };
    let hint = hint.filter(|hint| hint.text("iss") == Some(&identity.site().id()));
    let audience = hint.as_ref().and_then(|hint| hint.text("aud")).map(str::to_owned);
    let named = all.get("client_id").map(str::to_owned);
    let agree = named.is_none() || audience.is_none() || named == audience;
    let client = match named.or(audience).filter(|_| agree) {
        Some(id) => identity.client(&id).await?,
        None => None,
    };
    let registered = |uri: &&str| {
        client.as_ref().is_some_and(|client| client.order.post_logout_redirect_uris.iter().any(|known| known == uri))
    };
    let back = all.get("post_logout_redirect_uri").filter(registered).and_then(|uri| {
        let mut uri = url::Url::parse(uri).ok()?;
        if let Some(state) = all.get("state") {
            uri.query_pairs_mut().append_pair("state", state);
        }
        Some(uri.into())
    });
    Ok(Wish { hint: hint.filter(|_| agree), client, back })
}

fn is_about(hint: &Claims, viewer: &Viewer) -> bool {
    hint.text("sub") == Some(&viewer.person.id.to_string()) && hint.text("sid").is_none_or(|sid| sid == viewer.sid)
}

fn confirm(state: &OidcState, caller: &Caller, viewer: &Viewer, all: &Parameters, known: &Wish) -> Response {
    let words = caller.words;
    let client = known.client.as_ref().map_or("", |client| client.order.id.as_str());
    let back = all.get("post_logout_redirect_uri").unwrap_or_default();
    let state_text = all.get("state").unwrap_or_default();
    let query = [("client_id", client), ("post_logout_redirect_uri", back), ("state", state_text)];
    let page = ConfirmPage {
        words,
        switch: Switch::at(words, "/logout", &query),
        name: &viewer.person.name,
        csrf: &viewer.csrf,
        client,
        back,
        state: state_text,
    };
    let site = state.identity.site();
    let mut targets = site.origin(&format!("*.{}", site.domain));
    if let Some(source) = known.back.as_deref().and_then(super::continuation::source) {
        targets = format!("{targets} {source}");
    }
    pages::render(&page).posts_to(&targets).into_response()
}

fn goodbye(state: &OidcState, known: &Wish) -> Response {
    let to = known.back.as_deref().unwrap_or("/signed-out");
    let mut response = Redirect::to(to).into_response();
    cookies::clear(response.headers_mut(), &state.identity.site(), SESSION);
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
