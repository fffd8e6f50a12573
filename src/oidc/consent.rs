//! “This app wants to know …”: asked once per person and client that no administrator installed
//! (OpenID Connect Core 1.0 §3.1.2.4).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::asked::{self, Asked};
use super::caller::Caller;
use super::continuation::{Continuation, source};
use super::fresh::Mark;
use super::pages::{self, Links, Switch};
use super::parameters::Posted;
use super::request::{self, Request, Told};
use super::wanted::{self, Place};
use super::{OidcState, authorize, claims};
use crate::identity::{Client, IdentityError, Viewer};
use crate::web::{Words, csrf};

/// What is shared by scope, in the order of the page.
const SHARED: [(&str, &str); 4] = [
    ("profile", "oidc-consent-profile"),
    ("email", "oidc-consent-email"),
    ("groups", "oidc-consent-groups"),
    ("offline_access", "oidc-consent-offline"),
];

#[derive(Template)]
#[template(path = "oidc/consent.html")]
struct ConsentPage<'a> {
    words: Words,
    switch: Switch,
    app: &'a str,
    place: &'a str,
    name: &'a str,
    links: Links,
    shared: Vec<&'static str>,
    csrf: &'a str,
    action: &'static str,
    continuation: &'a str,
}

/// All that is asked for as scopes: those named, and those that the wanted claims stand for.
fn asked_for(client: &Client, request: &Request) -> Vec<String> {
    let mut all = request.scope.clone();
    for place in [Place::IdToken, Place::UserInfo] {
        for name in wanted::names(request.claims.as_ref(), place).filter(|name| claims::may_show(client, name)) {
            let covered = |(known, scope): &&(&str, &str)| *known == name && client.may_ask(scope);
            let known = claims::BY_SCOPE.iter().filter(covered).any(|(_, scope)| all.iter().any(|s| s == scope));
            if !known && let Some((_, scope)) = claims::BY_SCOPE.iter().find(covered) {
                all.push((*scope).to_owned());
            }
        }
    }
    all
}

/// Whether the person agreed: before, or just now for this very request.
pub(super) async fn is_given(
    state: &OidcState,
    asked: &Asked,
    request: &Request,
    viewer: &Viewer,
) -> Result<bool, IdentityError> {
    let client = &asked.target.client;
    if Mark::Agreed.at(state.identity.keys(), &asked.carried, &viewer.sid).await?.is_some() {
        return Ok(true);
    }
    if request.prompts("consent") {
        return Ok(false);
    }
    state.identity.has_consented(viewer.person.id, &client.order.id, &asked_for(client, request)).await
}

/// The page.
pub(super) async fn page(
    state: &OidcState,
    caller: &Caller,
    asked: &Asked,
    request: &Request,
    viewer: &Viewer,
    waiting: &Continuation,
) -> Result<Response, IdentityError> {
    let (words, client) = (caller.words, &asked.target.client);
    let wanted = asked_for(client, request);
    let template = ConsentPage {
        words,
        switch: Switch::at_waiting(words, waiting),
        app: client.order.name.in_language(words.language().tag()),
        place: &place(&asked.target.redirect_uri),
        name: &viewer.person.name,
        links: Links::of(client),
        shared: shared(&wanted),
        csrf: &viewer.csrf,
        action: "/consent",
        continuation: waiting.as_str(),
    };
    let targets = waiting.form_targets(state).await?;
    Ok(pages::render(&template).images(&template.links.image_sources()).posts_to(&targets).into_response())
}

/// Sentences for what is shared; everybody shares at least that it is the same person.
pub(super) fn shared(scope: &[String]) -> Vec<&'static str> {
    let named = SHARED.iter().filter(|(known, _)| scope.iter().any(|asked| asked == known)).map(|(_, key)| *key);
    std::iter::once("oidc-consent-subject").chain(named).collect()
}

/// Host of the page that the person goes on to.
fn place(uri: &str) -> String {
    let host = url::Url::parse(uri).ok().and_then(|uri| uri.host_str().map(str::to_owned));
    host.or_else(|| source(uri)).unwrap_or_default()
}

/// `POST /consent`
pub(super) async fn answer(State(state): State<OidcState>, caller: Caller, Posted(form): Posted) -> Response {
    let viewer = caller.viewer.as_ref().filter(|viewer| csrf::token_matches(form.get(csrf::FIELD), &viewer.csrf));
    let waiting = form.get("continue").filter(|_| form.fault().is_none()).and_then(Continuation::parse);
    let (Some(viewer), Some(waiting), true) = (viewer, waiting, caller.is_own_page(&state)) else {
        return caller.refuse_form();
    };
    match decide(&state, &caller, viewer, &waiting, form.get("answer") == Some("yes")).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn decide(
    state: &OidcState,
    caller: &Caller,
    viewer: &Viewer,
    waiting: &Continuation,
    agrees: bool,
) -> Result<Response, IdentityError> {
    let broken = || pages::problem(caller, StatusCode::BAD_REQUEST, pages::REQUEST);
    let Ok(asked) = asked::read(state, &waiting.parameters()).await? else { return Ok(broken()) };
    let Ok(request) = request::read(state, &asked.target, &asked.all).await? else { return Ok(broken()) };
    if !agrees {
        return Ok(authorize::tell(state, caller, &asked.target, Told("access_denied", "the person does not agree")));
    }
    let client = &asked.target.client;
    state.identity.remember_consent(&viewer.person, &client.order.id, &asked_for(client, &request)).await?;
    let (keys, now) = (state.identity.keys(), state.identity.ambient().now());
    let marked = Mark::Agreed.put(keys, &asked.carried, &viewer.sid, now).await?;
    Ok(Redirect::to(Continuation::to("/authorize", &marked.encode()).as_str()).into_response())
}
