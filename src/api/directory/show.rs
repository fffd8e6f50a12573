//! `GET /directory`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::DirectorySettings;

/// The directory's settings, without the password; `null` if there is none.
#[utoipa::path(get, path = "/api/v1/directory", tag = "admin", responses((status = 200, body = Option<DirectorySettings>)))]
pub async fn show(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Option<DirectorySettings>>, ApiError> {
    Ok(Json(state.identity.directory().await?))
}
