//! `PUT /directory`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::DirectorySettings;
use crate::audit::Outcome;

/// Sets the directory; the next sign-in uses it. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(put, path = "/api/v1/directory", tag = "admin", request_body = DirectorySettings, 
    responses((status = 200), (status = 403, description = "the sign-in is too long ago")))]
pub async fn set(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(settings): Json<DirectorySettings>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    state.identity.set_directory(&settings).await?;
    state.directory.forget().await;
    act(&state, &caller, "directory.set", Some(&settings.domain), Outcome::Done).await;
    Ok(Json(()))
}
