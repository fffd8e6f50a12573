//! `GET /apps/{name}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::InstalledApp;

/// One installed app.
#[utoipa::path(get, path = "/api/v1/apps/{name}", tag = "apps", params(("name" = String, Path)),
    responses((status = 200, body = InstalledApp), (status = 404)))]
pub async fn show(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(name): Path<String>,
) -> Result<Json<InstalledApp>, ApiError> {
    let app = state.apps.installed_one(&name).await?;
    let app = app.ok_or_else(|| ApiError::unknown("app.unknown").with("app", name))?;
    Ok(Json(app.told(caller.words())))
}
