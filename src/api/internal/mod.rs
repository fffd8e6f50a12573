//! What the gateways ask: by socket from this server's gateway, by :7443 from a peer's.

pub mod access;
pub mod events;
pub mod facts;
pub mod settings;
pub mod tickets;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::caller::door;
use super::error::ApiError;
use super::state::ApiState;

/// Proof that the door may ask internal questions.
#[derive(Debug, Clone, Copy)]
pub struct Asker;

impl FromRequestParts<ApiState> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &ApiState) -> Result<Self, ApiError> {
        if door(parts).may_ask() { Ok(Self) } else { Err(ApiError::unknown("unknown")) }
    }
}
