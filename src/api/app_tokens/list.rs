//! `GET /app-tokens`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::AppToken;

/// The person's app tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/app-tokens", tag = "desk", responses((status = 200, body = Vec<AppToken>)))]
pub async fn list(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<AppToken>>, ApiError> {
    Ok(Json(state.identity.app_tokens(caller.viewer()?).await?))
}
