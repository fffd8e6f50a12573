//! `GET /upstreams`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::UpstreamEntry;

/// All providers, without secrets, each with the redirect address to register there.
#[utoipa::path(get, path = "/api/v1/upstreams", tag = "admin", responses((status = 200, body = Vec<UpstreamEntry>)))]
pub async fn list(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Vec<UpstreamEntry>>, ApiError> {
    Ok(Json(state.identity.upstreams().await?))
}
