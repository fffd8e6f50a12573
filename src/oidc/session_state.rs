//! The state of a browser's session as clients may watch it (Session Management 1.0 §2 and §3).
//!
//! A cookie that scripts of our own frame can read says which session there is, without being worth
//! anything: it is a keyed digest of the session's identifier.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, SET_COOKIE};

use super::OidcState;
use super::pages;
use super::request::Target;
use crate::clock::digest;
use crate::identity::{IdentityError, Viewer};
use crate::web::{Nonce, Site};

/// Base name of the cookie.
const COOKIE: &str = "id-state";

/// `session_state` for a client's page: it changes when the session does, and differs for every origin.
pub(super) async fn of(state: &OidcState, viewer: &Viewer, target: &Target) -> Result<String, IdentityError> {
    let marker = marker(state, viewer).await?;
    let salt = state.identity.ambient().hex(8);
    let origin = url::Url::parse(&target.redirect_uri).map(|uri| uri.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    Ok(format!("{}.{salt}", digest(&format!("{} {origin} {marker} {salt}", target.client.order.id))))
}

/// Sets the cookie that [`of`] speaks about.
pub(super) async fn keep(state: &OidcState, viewer: &Viewer, response: &mut Response) -> Result<(), IdentityError> {
    let marker = marker(state, viewer).await?;
    put(&state.identity.site(), response, &marker, "");
    Ok(())
}

/// Removes it: nobody is signed in any more.
pub(super) fn clear(state: &OidcState, response: &mut Response) {
    put(&state.identity.site(), response, "", "; Max-Age=0");
}

async fn marker(state: &OidcState, viewer: &Viewer) -> Result<String, IdentityError> {
    state.identity.keys().mac("session-state", &viewer.sid).await
}

/// Readable by the frame's script, also on pages of other sites where the browser lets it (§3.2).
fn put(site: &Site, response: &mut Response, value: &str, age: &str) {
    let same_site = if site.secure() { "None; Secure" } else { "Lax" };
    let cookie = format!("{}={value}; Path=/; SameSite={same_site}{age}", site.cookie_name(COOKIE));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

#[derive(Template)]
#[template(path = "oidc/check_session.html")]
struct Frame {
    nonce: Nonce,
    cookie: String,
}

/// `GET /check-session`: the frame that clients ask (§3.2); any page may hold it, it shows nothing.
pub(super) async fn frame(State(state): State<OidcState>) -> Response {
    let nonce = Nonce::new(state.identity.ambient());
    let page = Frame { nonce: nonce.clone(), cookie: state.identity.site().cookie_name(COOKIE) };
    let mut response = pages::render(&page).scripts(nonce).framed_by("*").into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
