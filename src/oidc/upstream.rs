//! Signing in at another provider: out by a plain link, and back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::caller::Caller;
use super::continuation::Continuation;
use super::parameters::Queried;
use super::sign_in::Why;
use super::{OidcState, pages, second_factor, sign_in};
use crate::identity::{Came, UpstreamRefusal};
use crate::web::cookies;

/// Base name of the cookie that a browser must come back with.
const COOKIE: &str = "id-upstream";

/// `GET /upstream/{id}?continue=…`: leads to the provider.
pub(super) async fn leave(
    State(state): State<OidcState>,
    Path(id): Path<String>,
    Queried(all): Queried,
    caller: Caller,
) -> Response {
    let waiting = all.get("continue").and_then(Continuation::parse);
    // Whoever is signed in already was asked to prove it anew.
    let again = caller.viewer.is_some();
    match state.identity.begin_upstream(&id, waiting.as_ref().map_or("", Continuation::as_str), again).await {
        Ok(start) => {
            let mut response = Redirect::to(&start.address).into_response();
            let (headers, site) = (response.headers_mut(), state.identity.site());
            cookies::set(headers, &site, COOKIE, &start.cookie, Some(start.seconds));
            response
        }
        Err(refusal) => refused(&state, &caller, &id, waiting.as_ref(), &refusal).await,
    }
}

/// `GET /upstream/{id}/callback`: the provider leads back (RFC 6749 §4.1.2, RFC 9207).
pub(super) async fn back(
    State(state): State<OidcState>,
    Path(id): Path<String>,
    Queried(all): Queried,
    caller: Caller,
) -> Response {
    let site = state.identity.site();
    let cookie = cookies::ours(&caller.headers, &site, COOKIE);
    let parameter = |name: &str| all.get(name).filter(|_| all.fault().is_none());
    let came = Came {
        cookie: cookie.as_deref(),
        state: parameter("state"),
        code: parameter("code"),
        error: parameter("error"),
        issuer: parameter("iss"),
        address: caller.address.as_deref(),
    };
    let waiting = state.identity.waiting_upstream(&id, came).await.ok();
    let waiting = waiting.and_then(|waited| Continuation::parse(&waited.to));
    let mut response = match state.identity.finish_upstream(&id, came).await {
        Ok(proven) => second_factor::or_enter(&state, &caller, &proven, waiting.as_ref()).await,
        Err(refusal) => refused(&state, &caller, &id, waiting.as_ref(), &refusal).await,
    };
    cookies::clear(response.headers_mut(), &site, COOKIE);
    response
}

/// The sign-in page again, with one sentence above it.
async fn refused(
    state: &OidcState,
    caller: &Caller,
    id: &str,
    waiting: Option<&Continuation>,
    refusal: &UpstreamRefusal,
) -> Response {
    tracing::info!(upstream.id = id, upstream.refusal = %refusal, "nobody came in by another provider");
    if matches!(refusal, UpstreamRefusal::Unknown) {
        return pages::problem(caller, StatusCode::NOT_FOUND, pages::NOTHING);
    }
    let buttons = state.identity.upstream_buttons(false).await.unwrap_or_default();
    let name = buttons.into_iter().find(|(known, _)| known == id).map(|(_, name)| name).unwrap_or_default();
    let sentence = caller.words.tell(refusal.words(), &[("name", &name)]);
    let status = if refusal.is_outage() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::UNPROCESSABLE_ENTITY };
    sign_in::page(state, caller, waiting, "", Some(Why { sentence, status })).await
}
