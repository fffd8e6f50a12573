//! The authorization endpoint (OpenID Connect Core 1.0 §3.1.2, RFC 6749 §4.1).

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::asked::{self, Asked, Refused};
use super::caller::Caller;
use super::continuation::{Continuation, LONGEST};
use super::fresh::Mark;
use super::implicit::{self, ResponseType};
use super::parameters::{Parameters, Posted, Queried};
use super::request::{self, Mode, Request, Target, Told};
use super::step_up::{self, How, StepUp};
use super::token_answer::is_plain;
use super::{OidcState, consent, pages, select_account, session_state};
use crate::identity::{IdentityError, NewGrant, Viewer};

/// `GET /authorize`
pub(super) async fn get(State(state): State<OidcState>, Queried(all): Queried, caller: Caller) -> Response {
    answer(&state, &all, &caller).await
}

/// `POST /authorize` (Core §3.1.2.1 asks for both).
pub(super) async fn post(State(state): State<OidcState>, caller: Caller, Posted(all): Posted) -> Response {
    if let Some(again) = caller.by_get("/authorize", &all) {
        return again;
    }
    answer(&state, &all, &caller).await
}

async fn answer(state: &OidcState, all: &Parameters, caller: &Caller) -> Response {
    match decide(state, all, caller).await {
        Ok(response) => response,
        Err(error) => pages::failed(caller, &error),
    }
}

async fn decide(state: &OidcState, all: &Parameters, caller: &Caller) -> Result<Response, IdentityError> {
    let asked = match asked::read(state, all).await? {
        Ok(asked) => asked,
        Err(Refused::Page(trouble)) => return Ok(pages::problem(caller, StatusCode::BAD_REQUEST, trouble)),
        Err(Refused::Tell(target, told)) => return Ok(tell(state, caller, &target, told)),
    };
    let target = &asked.target;
    let request = match request::read(state, target, &asked.all).await? {
        Ok(request) => request,
        Err(told) => return Ok(tell(state, caller, target, told)),
    };
    let asked_at = Mark::Asked.at(state.identity.keys(), &asked.carried, "").await?;
    let about = match &caller.viewer {
        Some(viewer) => is_about(state, target, &request, viewer).await?,
        None => false,
    };
    let viewer = caller.viewer.as_ref().filter(|viewer| about && fits(viewer, &request, asked_at, state));
    match viewer {
        Some(viewer) => match step_up::decide(state, &request, viewer).await? {
            StepUp::Enough => go_on(state, caller, &asked, request, viewer, asked_at).await,
            StepUp::Impossible => Ok(tell(state, caller, target, step_up::UNMET)),
            StepUp::Needed(_) if caller.framed => Ok(pages::reauth(state, caller)),
            StepUp::Needed(how) => lead(state, &asked, caller, &request, how).await,
        },
        None if request.prompts("none") => {
            Ok(tell(state, caller, target, Told("login_required", "nobody is signed in")))
        }
        None if caller.framed => Ok(pages::reauth(state, caller)),
        None if asked_at.is_some() && caller.viewer.is_some() && !about => {
            Ok(tell(state, caller, target, Told("login_required", "another person is signed in")))
        }
        None => ask(state, &asked, caller, &request).await,
    }
}

/// Whether the session there is answers the request.
fn fits(viewer: &Viewer, request: &Request, asked_at: Option<i64>, state: &OidcState) -> bool {
    let signed_in = viewer.signed_in_at.as_second();
    let fresh = asked_at.is_some_and(|asked| signed_in >= asked);
    let age = state.identity.ambient().now().as_second() - signed_in;
    let young = request.max_age.is_none_or(|most| age <= most || (fresh && age <= most.max(60)));
    (!request.prompts("login") || fresh) && young
}

/// Whether the request is about this very person, or about nobody in particular.
async fn is_about(
    state: &OidcState,
    target: &Target,
    request: &Request,
    viewer: &Viewer,
) -> Result<bool, IdentityError> {
    let Some(about) = &request.about else { return Ok(true) };
    Ok(about.contains(&state.identity.subject(&target.client, viewer.person.id).await?))
}

async fn ask(state: &OidcState, asked: &Asked, caller: &Caller, request: &Request) -> Result<Response, IdentityError> {
    lead(state, asked, caller, request, How::SignIn).await
}

/// To the sign-in, or to a page of second factors, and back to this request.
async fn lead(
    state: &OidcState,
    asked: &Asked,
    caller: &Caller,
    request: &Request,
    how: How,
) -> Result<Response, IdentityError> {
    let (keys, now) = (state.identity.keys(), state.identity.ambient().now());
    let waiting = Mark::Asked.put(keys, &asked.carried.without(&Mark::NAMES), "", now).await?.encode();
    if waiting.len() > LONGEST {
        let told = Told("invalid_request", "the request is too long: push it (RFC 9126)");
        return Ok(tell(state, caller, &asked.target, told));
    }
    if how == How::SetUp {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("continue", Continuation::to("/authorize", &waiting).as_str())
            .finish();
        return Ok(Redirect::to(&format!("/second-factor?{query}")).into_response());
    }
    // A session that does not do must not lead straight back here.
    let fresh = caller.viewer.as_ref().map(|_| "1");
    let hints =
        [("login_hint", request.login_hint.as_deref()), ("ui_locales", asked.all.get("ui_locales")), ("fresh", fresh)];
    let mut address = Continuation::to("/authorize", &waiting).sign_in();
    for (name, value) in hints {
        if let Some(value) = value {
            let pair = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
            address = format!("{address}&{pair}");
        }
    }
    Ok(Redirect::to(&address).into_response())
}

/// Somebody fitting is signed in: account and consent, then the code.
async fn go_on(
    state: &OidcState,
    caller: &Caller,
    asked: &Asked,
    request: Request,
    viewer: &Viewer,
    asked_at: Option<i64>,
) -> Result<Response, IdentityError> {
    let (target, silent) = (&asked.target, request.prompts("none"));
    let (keys, now) = (state.identity.keys(), state.identity.ambient().now());
    // Whoever stays on a page of ours is not late with a pushed request.
    let carried = match asked_at {
        Some(_) => asked.carried.clone(),
        None => Mark::Asked.put(keys, &asked.carried, "", now).await?,
    };
    let waiting = Continuation::to("/authorize", &carried.encode());
    if request.prompts("select_account") {
        let just_typed = asked_at.is_some_and(|asked| viewer.signed_in_at.as_second() >= asked);
        let chosen = Mark::Chosen.at(keys, &asked.carried, &viewer.sid).await?;
        if !just_typed && chosen.is_none() {
            return Ok(select_account::page(state, caller, &target.client, viewer, &waiting));
        }
    }
    if !viewer.person.may(&target.client.order.groups) {
        if silent {
            return Ok(tell(state, caller, target, Told("access_denied", "not for this person")));
        }
        return Ok(pages::not_yours(state, caller, viewer, &target.client));
    }
    if !target.client.order.first_party && !consent::is_given(state, asked, &request, viewer).await? {
        if silent {
            return Ok(tell(state, caller, target, Told("consent_required", "the person has not agreed yet")));
        }
        return consent::page(state, caller, asked, &request, viewer, &waiting).await;
    }
    grant(state, caller, asked, request, viewer).await
}

async fn grant(
    state: &OidcState,
    caller: &Caller,
    asked: &Asked,
    request: Request,
    viewer: &Viewer,
) -> Result<Response, IdentityError> {
    let (target, silent) = (&asked.target, request.prompts("none"));
    if let Some(pushed) = &asked.pushed
        && !state.identity.use_pushed_request(pushed).await?
    {
        return Ok(tell(state, caller, target, Told("invalid_request_uri", "the pushed request was used already")));
    }
    let order = NewGrant {
        client: target.client.order.id.clone(),
        redirect_uri: target.redirect_uri.clone(),
        scope: request.scope,
        nonce: request.nonce,
        challenge: request.challenge,
        claims: request.claims,
    };
    match answered(state, target, viewer, order).await {
        Ok(mut fields) => {
            fields.push(("session_state", session_state::of(state, viewer, target).await?));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let mut response = send(state, caller, target, &fields);
            session_state::keep(state, viewer, &mut response).await?;
            Ok(response)
        }
        Err(IdentityError::State(crate::state::StateError::Unavailable(_))) if silent => {
            Ok(tell(state, caller, target, Told("temporarily_unavailable", "the cluster takes no writes just now")))
        }
        Err(error) => Err(error),
    }
}

async fn answered(
    state: &OidcState,
    target: &Target,
    viewer: &Viewer,
    order: NewGrant,
) -> Result<Vec<(&'static str, String)>, IdentityError> {
    match target.kind {
        ResponseType::Code => Ok(vec![("code", state.identity.issue_code(viewer, order).await?)]),
        _ => implicit::answer(state, target, viewer, order).await,
    }
}

/// An error told to the client.
pub(super) fn tell(state: &OidcState, caller: &Caller, target: &Target, Told(error, description): Told) -> Response {
    debug_assert!(is_plain(description), "{description}");
    send(state, caller, target, &[("error", error), ("error_description", description)])
}

/// The answer to the client, with `state` and `iss` (RFC 9207 §2).
fn send(state: &OidcState, caller: &Caller, target: &Target, answer: &[(&str, &str)]) -> Response {
    let issuer = state.identity.site().id();
    let mut fields: Vec<(&str, &str)> = answer.to_vec();
    fields.extend(target.state.as_deref().map(|value| ("state", value)));
    fields.push(("iss", &issuer));
    if target.mode == Mode::FormPost {
        return pages::form_post(state, caller, &target.redirect_uri, &fields);
    }
    match url::Url::parse(&target.redirect_uri) {
        Ok(mut uri) if target.mode == Mode::Fragment => {
            let told = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            uri.set_fragment(Some(&told));
            Redirect::to(uri.as_str()).into_response()
        }
        Ok(mut uri) => {
            uri.query_pairs_mut().extend_pairs(fields);
            Redirect::to(uri.as_str()).into_response()
        }
        Err(_) => pages::problem(caller, StatusCode::BAD_REQUEST, pages::REDIRECT),
    }
}
