//! `GET /directories`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::DirectorySettings;

/// The settings of every domain, without passwords, in the order in which their people are listed.
#[utoipa::path(get, path = "/api/v1/directories", tag = "admin", responses((status = 200, body = Vec<DirectorySettings>)))]
pub async fn list(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Vec<DirectorySettings>>, ApiError> {
    Ok(Json(state.identity.directories().await?))
}
