//! What goes wrong, in one sentence and with a way on.

use askama::Template;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};

use super::session;
use crate::client::ClientError;
use crate::web::{Language, Page, Words};

/// Why a screen cannot be shown.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Reason {
    /// Nothing lives at this address.
    #[error("nothing here")]
    NothingHere,
    /// Nobody is signed in; lead to the sign-in and back to this path.
    #[error("nobody signed in")]
    SignIn(String),
    /// For administrators only.
    #[error("not allowed")]
    NotAllowed,
    /// The sign-in is too long ago for what was ordered; confirm, and back to this path.
    #[error("sign-in too long ago")]
    Confirm(String),
    /// The form did not come from a page of ours, or its session is over.
    #[error("form refused")]
    ForeignForm,
    /// The cloud has no domain yet.
    #[error("not set up")]
    NotSetUp,
    /// A sign-in came back broken.
    #[error("sign-in interrupted")]
    Interrupted,
    /// The core gave no typed answer, or said no in words for people.
    #[error("core: {0}")]
    Core(ClientError),
    /// A page could not be drawn.
    #[error("page not drawn: {0}")]
    NotDrawn(String),
}

/// A reason, and the language of the person who meets it, when known.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    reason: Reason,
    language: Option<Language>,
    /// What its answer says besides: a cookie.
    headers: Option<Box<HeaderMap>>,
}

impl Failure {
    /// The same, told in this language.
    pub(super) fn told_in(self, language: Language) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The same, with headers of its answer.
    pub(super) fn with(self, headers: HeaderMap) -> Self {
        Self { headers: Some(Box::new(headers)), ..self }
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self { reason, language: None, headers: None }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Reason::Core(error).into()
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Reason::NotDrawn(error.to_string()).into()
    }
}

impl Reason {
    fn status(&self) -> StatusCode {
        match self {
            Self::NothingHere => StatusCode::NOT_FOUND,
            Self::SignIn(_) => StatusCode::UNAUTHORIZED,
            Self::NotAllowed | Self::Confirm(_) | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::NotSetUp => StatusCode::SERVICE_UNAVAILABLE,
            Self::Interrupted => StatusCode::BAD_REQUEST,
            Self::Core(error) => error.status(),
            Self::NotDrawn(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Key of title and text in the catalogue, sign, look of the sign's ground.
    fn shown(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NothingHere => ("nothing-here", "search", " is-soft"),
            Self::SignIn(_) => ("sign-in", "user", " is-soft"),
            Self::NotAllowed => ("not-allowed", "lock", " is-warn"),
            Self::Confirm(_) => ("confirm", "shield-check", " is-soft"),
            Self::ForeignForm => ("foreign-form", "shield-check", " is-warn"),
            Self::NotSetUp => ("not-set-up", "layout-grid", " is-soft"),
            Self::Interrupted => ("interrupted", "rotate-ccw", " is-warn"),
            Self::Core(ClientError::Problem(_)) => ("refused", "circle-alert", " is-warn"),
            Self::Core(_) => ("core-away", "unplug", " is-warn"),
            Self::NotDrawn(_) => ("broken", "circle-alert", " is-warn"),
        }
    }
}

impl IntoResponse for Failure {
    /// A bare answer; [`pages`] draws the page, because it knows what the browser asked for.
    fn into_response(self) -> Response {
        let mut response = self.reason.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A card with one sentence and the way on.
#[derive(Template)]
#[template(path = "desktop/sentence.html")]
pub(super) struct SentencePage {
    pub(super) words: Words,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) sign: &'static str,
    pub(super) look: &'static str,
    pub(super) actions: Vec<Action>,
    pub(super) request: Option<String>,
}

/// A button that leads on.
pub(super) struct Action {
    pub(super) href: String,
    pub(super) label: String,
}

/// Draws the page of a [`Failure`]; a missing session leads straight to the sign-in, except for
/// fragments, which get the bare status so that the desk shows its sheet.
pub(super) async fn pages(request: Request, next: Next) -> Response {
    let wanted = Language::of(request.headers());
    let whole = is_navigation(request.headers());
    let mut response = next.run(request).await;
    let Some(Failure { reason, language, headers }) = response.extensions_mut().remove() else { return response };
    tracing::info!(desktop.reason = %reason, "screen not shown");
    match reason {
        Reason::SignIn(back) if whole => Redirect::to(&session::sign_in_address(&back)).into_response(),
        Reason::SignIn(_) => response,
        reason => {
            let headers = headers.map(|headers| *headers).unwrap_or_default();
            (headers, draw(&reason, Words::of(language.unwrap_or(wanted)))).into_response()
        }
    }
}

/// Where nothing else lives.
pub(super) async fn nothing_here() -> Failure {
    Reason::NothingHere.into()
}

/// Whether the browser asks for a whole page: no fragment, no script's request.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|given| given == value);
    !headers.contains_key("hx-request") && (!headers.contains_key("sec-fetch-mode") || is("sec-fetch-mode", "navigate"))
}

fn draw(reason: &Reason, words: Words) -> Response {
    let page = sentence(reason, words);
    match page.render() {
        Ok(html) => Page::new(html).status(reason.status()).into_response(),
        Err(_) => (reason.status(), page.text).into_response(),
    }
}

fn sentence(reason: &Reason, words: Words) -> SentencePage {
    let (key, sign, look) = reason.shown();
    let (text, request) = match reason {
        Reason::Core(ClientError::Problem(problem)) => (problem.message.clone(), Some(problem.request.clone())),
        _ => (words.say(&format!("desktop-{key}-text")), None),
    };
    let (href, label) = match reason {
        Reason::Interrupted => ("/sign-in".to_owned(), "desktop-sign-in-again"),
        Reason::Confirm(back) => (session::confirm_address(back), "desktop-confirm-go"),
        _ => ("/".to_owned(), "desktop-back-to-desk"),
    };
    let label = words.say(label);
    let title = words.say(&format!("desktop-{key}"));
    SentencePage { words, title, text, sign, look, actions: vec![Action { href, label }], request }
}

#[cfg(test)]
pub(super) fn samples(words: Words) -> Vec<String> {
    use crate::client::types::Problem;
    let problem = Problem { code: "x".into(), status: 409, message: "<Non>".into(), request: "r-1".into() };
    [
        Reason::NothingHere,
        Reason::SignIn("/".into()),
        Reason::NotAllowed,
        Reason::Confirm("/account".into()),
        Reason::ForeignForm,
        Reason::NotSetUp,
        Reason::Interrupted,
        Reason::Core(ClientError::Unreachable("gone".into())),
        Reason::Core(ClientError::Problem(problem)),
        Reason::NotDrawn("x".into()),
    ]
    .iter()
    .map(|reason| sentence(reason, words).render().unwrap())
    .collect()
}
