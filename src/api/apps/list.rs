//! `GET /apps`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::InstalledApp;

/// Everything that is installed, as the cluster tells it.
#[utoipa::path(get, path = "/api/v1/apps", tag = "apps", responses((status = 200, body = Vec<InstalledApp>)))]
pub async fn list(State(state): State<ApiState>, Admin(caller): Admin) -> Result<Json<Vec<InstalledApp>>, ApiError> {
    let words = caller.words();
    Ok(Json(state.apps.installed().await?.into_iter().map(|app| app.told(words)).collect()))
}
