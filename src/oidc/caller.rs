//! Who calls: session, language, address, and whether the page would land in a frame.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::continuation::{Continuation, LONGEST};
use super::parameters::Parameters;
use super::{OidcState, pages};
use crate::clock::digest;
use crate::identity::{HandleKind, IdentityError, Viewer};
use crate::state::StateError;
use crate::web::door::Door;
use crate::web::{Language, Words, cookies};

/// Base name of the provider's session cookie.
pub(super) const SESSION: &str = "id";
/// Base name of the cookie that the forms' token is made from before anybody is signed in.
const FORMS: &str = "id-forms";

/// The browser in front of a page.
pub(super) struct Caller {
    /// Signed in, if so.
    pub viewer: Option<Viewer>,
    /// In the reader's language.
    pub words: Words,
    /// Address, when a door that may name it did.
    pub address: Option<String>,
    /// `User-Agent`.
    pub agent: Option<String>,
    /// The answer would be shown in a frame (Fetch Metadata).
    pub framed: bool,
    /// Value of the forms' cookie, if the browser has one.
    pub forms: Option<String>,
    /// Headers of the request.
    pub headers: HeaderMap,
    /// The browser sent the session's cookie, whatever it is worth.
    has_cookie: bool,
}

impl FromRequestParts<OidcState> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &OidcState) -> Result<Self, Response> {
        let query = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let language = language(query.get("ui_locales"), &parts.headers);
        let site = state.identity.site();
        let framed = parts
            .headers
            .get("sec-fetch-dest")
            .is_some_and(|dest| ["iframe", "frame", "embed", "object"].iter().any(|frame| dest == frame));
        let mut caller = Self {
            viewer: None,
            words: Words::of(language),
            address: address(parts),
            agent: parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).map(str::to_owned),
            framed,
            forms: cookies::ours(&parts.headers, &site, FORMS),
            headers: parts.headers.clone(),
            has_cookie: false,
        };
        if let Some(handle) = cookies::ours(&parts.headers, &site, SESSION) {
            caller.has_cookie = true;
            caller.viewer = match state.identity.viewer(HandleKind::Provider, &handle).await {
                Ok(viewer) => viewer,
                // A session of another server's memory, or a new one that has not arrived: the page
                // still lets an administrator sign in here.
                Err(IdentityError::State(StateError::Unavailable(_))) => None,
                Err(error) => return Err(pages::failed(&caller, &error)),
            };
        }
        Ok(caller)
    }
}

impl Caller {
    /// The token for a form, and the cookie that it must come back with.
    pub(super) fn form_token(&self, state: &OidcState) -> FormToken {
        let cookie = self.forms.clone().unwrap_or_else(|| state.identity.ambient().token(24));
        FormToken { token: digest(&format!("form {cookie}")), cookie }
    }

    /// Whether a posted form came from one of our own pages in this browser.
    pub(super) fn posted_by_us(&self, state: &OidcState, token: Option<&str>) -> bool {
        let from_us = self.is_own_page(state);
        let expected = self.forms.as_ref().map(|cookie| digest(&format!("form {cookie}")));
        from_us && expected.is_some_and(|expected| crate::web::csrf::token_matches(token, &expected))
    }

    /// Whether the request comes from a page of ours, as far as the browser says.
    pub(super) fn is_own_page(&self, state: &OidcState) -> bool {
        let told = self.headers.contains_key("sec-fetch-site") || self.headers.contains_key("origin");
        !told || crate::web::csrf::same_origin(&self.headers, &state.identity.site().id())
    }

    /// The same request by GET. Another site's form comes without the session's cookie, which is
    /// `SameSite=Lax`; a GET that it leads to has it (RFC 6265bis §5.6.7.2). None where nothing was left out,
    /// or where the request could not travel in an address.
    pub(super) fn by_get(&self, path: &str, posted: &Parameters) -> Option<Response> {
        let from = self.headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        let lost = !self.has_cookie && from.is_none_or(|from| from == "cross-site");
        let query = posted.without(&[crate::web::csrf::FIELD]).encode();
        let fits = posted.fault().is_none() && query.len() <= LONGEST;
        (lost && fits).then(|| Redirect::to(Continuation::to(path, &query).as_str()).into_response())
    }

    /// The page that says so when it did not.
    pub(super) fn refuse_form(&self) -> Response {
        pages::problem(self, StatusCode::FORBIDDEN, pages::FORM)
    }
}

/// A form's token with its cookie.
pub(super) struct FormToken {
    /// Hidden field `csrf`.
    pub token: String,
    cookie: String,
}

impl FormToken {
    /// Sets the cookie on the page's answer.
    pub(super) fn keep(&self, state: &OidcState, response: &mut Response) {
        cookies::set(response.headers_mut(), &state.identity.site(), FORMS, &self.cookie, None);
    }
}

/// `ui_locales` (OpenID Connect Core 1.0 §3.1.2.1), else what the browser chose or prefers.
fn language(locales: Option<&str>, headers: &HeaderMap) -> Language {
    let wished = locales.and_then(|tags| tags.split(' ').find_map(Language::parse));
    wished.unwrap_or_else(|| Language::of(headers))
}

/// The first address of `X-Forwarded-For` when the door may name it, else the connection's own.
fn address(parts: &Parts) -> Option<String> {
    let door = parts.extensions.get::<Door>().copied().unwrap_or(Door::Public);
    let named = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match named {
        Some(named) if door.may_forward() => named.split(',').next().map(|first| first.trim().to_owned()),
        _ => parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_string()),
    }
}
