//! Answers of the endpoints that speak JSON (RFC 6749 §5).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::identity::IdentityError;
use crate::state::StateError;

/// An error answer (§5.2).
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
    challenge: Option<&'static str>,
}

impl Failure {
    /// Status 400 with a code.
    pub(super) fn told(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description, challenge: None }
    }

    /// The client is unknown or did not prove itself: 401. A challenge is a must where it used the header
    /// (§5.2), and belongs to every 401 (RFC 9110 §15.5.2).
    pub(super) fn client(by_header: bool) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: if by_header { "unknown client or wrong secret" } else { "unknown client, or not proven" },
            challenge: Some("Basic realm=\"clients\""),
        }
    }

    /// A bearer token is missing or does not count (RFC 6750 §3).
    pub(super) fn bearer() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_token",
            description: "the token is missing, unknown or over",
            challenge: Some("Bearer error=\"invalid_token\""),
        }
    }

    /// More than is looked at (RFC 9126 §2.3).
    pub(super) fn too_long() -> Self {
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, ..Self::told("invalid_request", "the request is too long") }
    }

    /// The same failure with the reason.
    #[must_use]
    pub(super) fn because(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Grant(why) => Self::told("invalid_grant", why),
            IdentityError::State(StateError::Unavailable(_)) => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                error: "temporarily_unavailable",
                description: "the cluster takes no writes just now",
                challenge: None,
            },
            error => {
                tracing::error!(identity.error = %error, "provider could not answer");
                Self {
                    status: StatusCode::INTERNAL_SERVER_ERROR,
                    error: "server_error",
                    description: "see the log",
                    challenge: None,
                }
            }
        }
    }
}

/// Whether a description has only signs that clients must expect (RFC 6749 §4.1.2.1 and §5.2).
pub(super) fn is_plain(description: &str) -> bool {
    description.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && byte != b'"' && byte != b'\\')
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        debug_assert!(is_plain(self.description), "{}", self.description);
        let mut response = answer(json!({ "error": self.error, "error_description": self.description }));
        *response.status_mut() = self.status;
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// A JSON answer that nobody keeps (§5.1).
pub(super) fn answer(body: Value) -> Response {
    let mut response = Json(body).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
