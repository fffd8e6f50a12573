//! Whether the desk and the core behind it answer: what an open desk asks after a silence.

use axum::extract::State;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderName};

use super::desk::Desk;
use super::failure::Failure;

/// `GET /alive`
pub(super) async fn show(State(desk): State<Desk>) -> Result<(StatusCode, [(HeaderName, &'static str); 1]), Failure> {
    desk.client.site().await?;
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]))
}
