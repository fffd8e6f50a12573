//! The authorization endpoint (OpenID Connect Core 1.0 §3.1.2, RFC 6749 §4.1).

use axum::extract::{RawForm, RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::caller::Caller;
use super::continuation::Continuation;
use super::parameters::Parameters;
use super::request::{Request, Target, Told};
use super::{OidcState, fresh, pages, request};
use crate::identity::{IdentityError, NewGrant, Viewer};

/// `GET /authorize`
pub(super) async fn get(state: State<OidcState>, RawQuery(query): RawQuery, caller: Caller) -> Response {
    answer(state, Parameters::parse(&query.unwrap_or_default()), caller).await
}

/// `POST /authorize` (Core §3.1.2.1 asks for both).
pub(super) async fn post(state: State<OidcState>, caller: Caller, RawForm(form): RawForm) -> Response {
    answer(state, Parameters::parse(&String::from_utf8_lossy(&form)), caller).await
}

async fn answer(State(state): State<OidcState>, all: Parameters, caller: Caller) -> Response {
    match decide(&state, &all, &caller).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn decide(state: &OidcState, all: &Parameters, caller: &Caller) -> Result<Response, IdentityError> {
    let target = match request::target(&state.identity, all).await? {
        Ok(target) => target,
        Err(trouble) => return Ok(pages::problem(caller, StatusCode::BAD_REQUEST, trouble)),
    };
    let request = match request::read(&state.identity, &target, all).await? {
        Ok(request) => request,
        Err(told) => return Ok(tell(state, caller, &target, told)),
    };
    let asked_at = fresh::asked_at(state.identity.keys(), all).await?;
    let viewer = caller.viewer.as_ref().filter(|viewer| fits(viewer, &request, asked_at, state));
    match viewer {
        Some(viewer) => grant(state, caller, &target, request, viewer).await,
        None if request.prompt_none => Ok(tell(state, caller, &target, Told("login_required", "nobody is signed in"))),
        None if caller.framed => Ok(pages::reauth(state, caller)),
        None if asked_at.is_some() && caller.viewer.as_ref().is_some_and(|viewer| !is_hinted(viewer, &request)) => {
            Ok(tell(state, caller, &target, Told("login_required", "another person is signed in")))
        }
        None => ask(state, all, caller, request.login_hint.as_deref()).await,
    }
}

/// Whether the session there is answers the request.
fn fits(viewer: &Viewer, request: &Request, asked_at: Option<i64>, state: &OidcState) -> bool {
    let signed_in = viewer.signed_in_at.as_second();
    let fresh = asked_at.is_some_and(|asked| signed_in >= asked);
    let age = state.identity.ambient().now().as_second() - signed_in;
    let young = request.max_age.is_none_or(|most| age <= most || (fresh && age <= most.max(60)));
    (!request.prompt_login || fresh) && young && is_hinted(viewer, request)
}

fn is_hinted(viewer: &Viewer, request: &Request) -> bool {
    let sub = viewer.person.id.to_string();
    request.hint.as_ref().is_none_or(|hint| hint.text("sub") == Some(&sub))
}

async fn ask(
    state: &OidcState,
    all: &Parameters,
    caller: &Caller,
    login_hint: Option<&str>,
) -> Result<Response, IdentityError> {
    let mark = fresh::mark(state.identity.keys(), all, state.identity.ambient().now()).await?;
    let query = format!("{}&{}={mark}", all.encode_without(fresh::MARK), fresh::MARK);
    // A session that does not do must not lead straight back here.
    let fresh = caller.viewer.as_ref().map(|_| "1");
    let mut address = Continuation::to("/authorize", &query).sign_in();
    for (name, value) in [("login_hint", login_hint), ("ui_locales", all.get("ui_locales")), ("fresh", fresh)] {
        if let Some(value) = value {
            let pair = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
            address = format!("{address}&{pair}");
        }
    }
    Ok(Redirect::to(&address).into_response())
}

async fn grant(
    state: &OidcState,
    caller: &Caller,
    target: &Target,
    request: Request,
    viewer: &Viewer,
) -> Result<Response, IdentityError> {
    if !viewer.person.may(&target.client.order.groups) {
        if request.prompt_none {
            return Ok(tell(state, caller, target, Told("access_denied", "not for this person")));
        }
        return Ok(pages::not_yours(state, caller, viewer, &target.client));
    }
    if !target.client.order.first_party {
        return Ok(tell(state, caller, target, Told("access_denied", "only apps that an administrator installed")));
    }
    let order = NewGrant {
        client: target.client.order.id.clone(),
        redirect_uri: target.redirect_uri.clone(),
        scope: request.scope,
        nonce: request.nonce,
        challenge: request.challenge,
    };
    match state.identity.issue_code(viewer, order).await {
        Ok(code) => Ok(send(state, caller, target, &[("code", &code)])),
        Err(IdentityError::State(crate::state::StateError::Unavailable(_))) if request.prompt_none => {
            Ok(tell(state, caller, target, Told("temporarily_unavailable", "the cluster takes no writes just now")))
        }
        Err(error) => Err(error),
    }
}

fn tell(state: &OidcState, caller: &Caller, target: &Target, Told(error, description): Told) -> Response {
    send(state, caller, target, &[("error", error), ("error_description", description)])
}

/// The answer to the client, with `state` and `iss` (RFC 9207 §2).
fn send(state: &OidcState, caller: &Caller, target: &Target, answer: &[(&str, &str)]) -> Response {
    let issuer = state.identity.site().id();
    let mut fields: Vec<(&str, &str)> = answer.to_vec();
    fields.extend(target.state.as_deref().map(|value| ("state", value)));
    fields.push(("iss", &issuer));
    if target.form_post {
        return pages::form_post(state, caller, &target.redirect_uri, &fields);
    }
    match url::Url::parse(&target.redirect_uri) {
        Ok(mut uri) => {
            uri.query_pairs_mut().extend_pairs(fields);
            Redirect::to(uri.as_str()).into_response()
        }
        Err(_) => pages::problem(caller, StatusCode::BAD_REQUEST, pages::REDIRECT),
    }
}
