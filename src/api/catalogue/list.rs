//! `GET /catalogue`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::CatalogueApp;

/// Everything that can be installed.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "apps", responses((status = 200, body = Vec<CatalogueApp>)))]
pub async fn list(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Vec<CatalogueApp>>, ApiError> {
    Ok(Json(state.apps.catalogue().await?))
}
