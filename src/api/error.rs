//! One envelope for every error: a terse line for the log, a sentence for the person.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::types::Problem;
use crate::apps::AppsError;
use crate::certificates::CertificateError;
use crate::desks::DesksError;
use crate::identity::{ChangeRefusal, IdentityError};
use crate::setup::SetupError;
use crate::state::StateError;
use crate::web::{Language, Words};

/// The person's sentence, made when the reader's language is known.
type Sentence = Arc<dyn Fn(Words) -> String + Send + Sync>;

/// An error on its way out. `code` is a stable word for programs.
#[derive(Clone)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    arguments: Vec<(&'static str, String)>,
    sentence: Option<Sentence>,
    log: Option<String>,
}

impl ApiError {
    /// An error whose words are `api-<code>`, dots as dashes.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, arguments: Vec::new(), sentence: None, log: None }
    }

    /// An error of a domain room that brings its own sentence; those of the server are logged.
    fn of_room(
        status: u16,
        code: &'static str,
        log: impl std::fmt::Display,
        sentence: impl Fn(Words) -> String + Send + Sync + 'static,
    ) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let log = status.is_server_error().then(|| log.to_string());
        Self { sentence: Some(Arc::new(sentence)), log, ..Self::new(status, code) }
    }

    /// 400: the request cannot be understood.
    pub fn bad(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 404.
    pub fn unknown(code: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code)
    }

    /// 401: nobody is signed in.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "session.none")
    }

    /// 403: signed in, not allowed.
    pub fn not_allowed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not-allowed")
    }

    /// 403: the sign-in is too long ago for a dangerous act.
    pub fn stale() -> Self {
        Self::new(StatusCode::FORBIDDEN, "session.stale")
    }

    /// 500: logged, and the person is told nothing but to try again.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self { log: Some(error.to_string()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal") }
    }

    /// An argument of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The line for the log.
    #[must_use]
    pub fn logged(mut self, line: impl std::fmt::Display) -> Self {
        self.log = Some(line.to_string());
        self
    }

    /// The problem in the reader's language.
    pub fn problem(&self, words: Words, request: &str) -> Problem {
        let message = match &self.sentence {
            Some(sentence) => sentence(words),
            None => {
                let arguments: Vec<(&str, &str)> =
                    self.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
                words.tell(&format!("api-{}", self.code.replace('.', "-")), &arguments)
            }
        };
        Problem { code: self.code.to_owned(), status: self.status.as_u16(), message, request: request.to_owned() }
    }
}

impl std::fmt::Debug for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiError").field("status", &self.status).field("code", &self.code).finish_non_exhaustive()
    }
}

/// The error rides to the edge in the response's extensions; [`super::router`] puts it into words.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Some(line) = &self.log {
            tracing::error!(problem.code = self.code, problem.detail = %line, "request failed");
        }
        let mut response = (self.status, Json(self.problem(Words::of(Language::En), ""))).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StateError> for ApiError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Unavailable(ref why) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "cluster.unavailable").logged(why)
            }
            StateError::Conflict { .. } => Self::new(StatusCode::CONFLICT, "changed-meanwhile"),
            StateError::Exists { .. } => Self::new(StatusCode::CONFLICT, "exists"),
            StateError::NotFound { .. } => Self::unknown("unknown"),
            other => Self::internal(other),
        }
    }
}

impl From<IdentityError> for ApiError {
    fn from(error: IdentityError) -> Self {
        let key = error.words();
        Self::of_room(error.status(), error.code(), &error, move |words| words.say(key))
    }
}

/// Why a new password was not taken; the person reads which rule it broke.
impl From<ChangeRefusal> for ApiError {
    fn from(refusal: ChangeRefusal) -> Self {
        let (status, code) = match &refusal {
            ChangeRefusal::OldWrong => (422, "password.old-wrong"),
            ChangeRefusal::Policy(_) => (422, "password.policy"),
            ChangeRefusal::Locked => (429, "password.locked"),
            ChangeRefusal::NotPermitted(_) => (403, "password.not-permitted"),
            ChangeRefusal::Directory(_) => (503, "directory.unreachable"),
            ChangeRefusal::State(_) => (503, "cluster.unavailable"),
        };
        Self::of_room(status, code, refusal.to_string(), move |words| refusal.sentence(words))
    }
}

impl From<SetupError> for ApiError {
    fn from(error: SetupError) -> Self {
        Self::of_room(error.status(), error.code(), error.to_string(), move |words| {
            error.sentence().map_or_else(|| words.say(error.words()), str::to_owned)
        })
    }
}

impl From<DesksError> for ApiError {
    fn from(error: DesksError) -> Self {
        Self::of_room(error.status(), error.code(), error.to_string(), move |words| error.sentence(words))
    }
}

impl From<AppsError> for ApiError {
    fn from(error: AppsError) -> Self {
        Self::of_room(error.status(), error.code(), error.to_string(), move |words| error.sentence(words))
    }
}

impl From<CertificateError> for ApiError {
    fn from(error: CertificateError) -> Self {
        match (error.sentence().map(str::to_owned), error) {
            (Some(said), error) => {
                Self::of_room(error.status(), error.code(), said.clone(), move |_: Words| said.clone())
            }
            (None, CertificateError::State(error)) => error.into(),
            (None, error) => Self::internal(error),
        }
    }
}
