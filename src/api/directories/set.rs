//! `PUT /directories/{domain}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::DirectorySettings;
use crate::audit::Outcome;

/// Adds a domain or changes it; the next sign-in uses it. An empty password keeps the stored one. Asks for a
/// sign-in of the last 15 minutes.
#[utoipa::path(put, path = "/api/v1/directories/{domain}", tag = "admin", request_body = DirectorySettings,
    responses((status = 200), (status = 403, description = "the sign-in is too long ago"), (status = 422)))]
pub async fn set(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(domain): Path<String>,
    Json(mut settings): Json<DirectorySettings>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    settings.domain = domain;
    state.identity.add_directory(&settings).await?;
    state.directory.forget().await;
    act(&state, &caller, "directory.set", Some(&settings.domain), Outcome::Done).await;
    Ok(Json(()))
}
