//! The first minutes: every route but the first needs a set-up session.

pub mod steps;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::caller::authorization;
use super::error::ApiError;
use super::state::ApiState;
use crate::web::{Door, Language, Words};

/// A caller with an open set-up session (or root on this server).
#[derive(Debug, Clone, Copy)]
pub struct SettingUp {
    /// Words of the reader's language.
    pub words: Words,
}

impl FromRequestParts<ApiState> for SettingUp {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let words = Words::of(Language::of(&parts.headers));
        let open = match authorization(&parts.headers) {
            Some(("Setup", token)) => state.setup.session_is_open(token).await?,
            _ => super::caller::door(parts) == Door::Root,
        };
        if open { Ok(Self { words }) } else { Err(ApiError::new(http::StatusCode::UNAUTHORIZED, "setup.closed")) }
    }
}
