//! `PUT /directory`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::DirectorySettings;
use crate::audit::Outcome;

/// Sets the directory; the next sign-in uses it.
#[utoipa::path(put, path = "/api/v1/directory", tag = "admin", request_body = DirectorySettings, responses((status = 200)))]
pub async fn set(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(settings): Json<DirectorySettings>,
) -> Result<Json<()>, ApiError> {
    state.identity.set_directory(&settings).await?;
    state.directory.forget().await;
    act(&state, &caller, "directory.set", Some(&settings.domain), Outcome::Done).await;
    Ok(Json(()))
}
