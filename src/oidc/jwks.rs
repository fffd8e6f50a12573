//! The public keys (RFC 7517).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::OidcState;
use super::discovery::public;
use super::token_answer::Failure;

/// `GET /jwks`
pub(super) async fn show(State(state): State<OidcState>) -> Response {
    match state.identity.keys().jwks().await {
        Ok(set) => public(Json(set).into_response()),
        Err(error) => Failure::from(error).into_response(),
    }
}
