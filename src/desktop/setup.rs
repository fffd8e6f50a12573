//! The set-up in the browser: one step per file, plain forms that work without scripts.
//!
//! The set-up session lives in a cookie of its own; the core checks it on every call.

mod admin;
mod certificate;
mod code;
mod directory;
mod domain;
mod finish;
mod kept;
mod language;
mod shell;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::desk::Desk;
use crate::client::types::SetupState;
use crate::client::{Client, ClientError, Credential};
use crate::web::{Language, Nonce, Page, Site, Words, cookies, csrf};
pub(super) use kept::KeptPassword;

pub(super) use shell::Shell;

/// Base name of the cookie that holds the set-up session.
const COOKIE: &str = "setup";
/// As long as the core keeps it.
const SECONDS: i64 = 4 * 3600;
/// The steps in their order.
const STEPS: [&str; 6] = ["language", "domain", "certificate", "admin", "directory", "finish"];

/// Routes below `/setup`.
pub(super) fn router() -> Router<Desk> {
    Router::new()
        .route("/setup", get(code::show).post(code::open))
        .route("/setup/language", get(language::show).post(language::keep))
        .route("/setup/domain", get(domain::show).post(domain::keep))
        .route("/setup/certificate", get(certificate::show).post(certificate::keep))
        .route("/setup/admin", get(admin::show).post(admin::keep))
        .route("/setup/directory", get(directory::show).post(directory::keep))
        .route("/setup/finish", get(finish::show).post(finish::close))
}

/// Somebody who sets up, with or without an open session.
pub(super) struct Guest {
    words: Words,
    client: Client,
    headers: HeaderMap,
    nonce: Nonce,
    desk: Desk,
}

/// Somebody with an open set-up session, and how far things are.
pub(super) struct Founder {
    guest: Guest,
    state: SetupState,
}

/// Why a screen is not shown.
pub(super) enum Turn {
    /// Lead there.
    To(&'static str),
    /// The core says no, or nothing.
    Core(ClientError),
    /// The form came from elsewhere.
    ForeignForm,
    /// A page could not be drawn.
    NotDrawn(askama::Error),
}

impl FromRequestParts<Desk> for Guest {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Self::Rejection> {
        let headers = parts.headers.clone();
        let chosen = parts.uri.query().and_then(|query| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == "language")
                .and_then(|(_, tag)| Language::parse(&tag))
        });
        let language = chosen.unwrap_or_else(|| Language::of(&headers));
        let address = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let client = desk.client.from_address(address).speaking(language);
        let nonce = Nonce::new(&desk.ambient);
        Ok(Self { words: Words::of(language), client, headers, nonce, desk: desk.clone() })
    }
}

impl FromRequestParts<Desk> for Founder {
    type Rejection = Turn;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Turn> {
        let Ok(mut guest) = Guest::from_request_parts(parts, desk).await;
        let Some(token) = cookies::ours(&guest.headers, &guest.place(), COOKIE) else { return Err(Turn::To("/setup")) };
        guest.client = guest.client.with(Credential::Setup(token));
        if parts.method == http::Method::POST {
            guest.must_be_ours()?;
        }
        match guest.client.setup_state().await {
            Ok(state) => Ok(Self { guest, state }),
            Err(error) if error.status() == StatusCode::UNAUTHORIZED => Err(Turn::To("/setup")),
            Err(error) => Err(Turn::Core(error)),
        }
    }
}

impl Guest {
    /// Where this page lives: the host typed into the browser, perhaps an address.
    fn place(&self) -> Site {
        let said = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let host = said("x-forwarded-host").or_else(|| said("host")).unwrap_or_default();
        Site { domain: host.to_owned(), https: said("x-forwarded-proto") == Some("https"), port: None }
    }

    /// Forms come from our own pages only.
    fn must_be_ours(&self) -> Result<(), Turn> {
        let place = self.place();
        let origin = place.origin(&place.domain);
        if csrf::same_origin(&self.headers, &origin) { Ok(()) } else { Err(Turn::ForeignForm) }
    }

    fn page(&self, html: askama::Result<String>) -> Result<Response, Turn> {
        Ok(Page::new(html.map_err(Turn::NotDrawn)?).scripts(self.nonce.clone()).into_response())
    }
}

impl Founder {
    /// The page of a step.
    fn page(&self, html: askama::Result<String>) -> Result<Response, Turn> {
        self.guest.page(html)
    }

    /// Names this set-up session.
    fn session(&self) -> String {
        cookies::ours(&self.guest.headers, &self.guest.place(), COOKIE).unwrap_or_default()
    }

    /// What stands around the step.
    fn shell(&self, step: &'static str) -> Shell {
        Shell::new(self.guest.words, step, &self.state)
    }

    /// On to the step that is next; a step that was done before leads to the one behind it.
    fn on(step: &str, state: &SetupState) -> Response {
        let behind = STEPS.iter().skip_while(|known| **known != step).nth(1).copied().unwrap_or("finish");
        let first = STEPS.iter().find(|known| **known == state.next).copied().unwrap_or("finish");
        let place = |name: &str| STEPS.iter().position(|known| *known == name);
        let to = if place(first) < place(behind) { first } else { behind };
        Redirect::to(&format!("/setup/{to}")).into_response()
    }

    /// A sentence about what the core refused; an ended session or a silent core is another matter.
    fn sentence(error: ClientError) -> Result<String, Turn> {
        match error {
            ClientError::Problem(problem) if problem.status == 401 => Err(Turn::To("/setup")),
            ClientError::Problem(problem) => Ok(problem.message),
            other => Err(Turn::Core(other)),
        }
    }
}

impl IntoResponse for Turn {
    fn into_response(self) -> Response {
        match self {
            Self::To(address) => Redirect::to(address).into_response(),
            Self::Core(error) => super::failure::Failure::from(error).into_response(),
            Self::ForeignForm => super::failure::Failure::from(super::failure::Reason::ForeignForm).into_response(),
            Self::NotDrawn(error) => super::failure::Failure::from(error).into_response(),
        }
    }
}
