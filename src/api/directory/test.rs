//! `POST /directory/tests`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{DirectorySettings, DirectoryTest};

/// Tries settings and says in plain words what is wrong; nothing is kept.
#[utoipa::path(post, path = "/api/v1/directory/tests", tag = "admin", request_body = DirectorySettings,
    responses((status = 200, body = DirectoryTest)))]
pub async fn test(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(settings): Json<DirectorySettings>,
) -> Result<Json<DirectoryTest>, ApiError> {
    Ok(Json(state.identity.test_directory(&settings, &caller.words()).await))
}
