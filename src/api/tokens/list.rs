//! `GET /tokens`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::TokenEntry;

/// The person's tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "desk", responses((status = 200, body = Vec<TokenEntry>)))]
pub async fn list(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<TokenEntry>>, ApiError> {
    Ok(Json(state.identity.tokens(caller.viewer()?.person.id).await?))
}
