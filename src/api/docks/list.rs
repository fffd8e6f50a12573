//! `GET /given-docks`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::GivenDock;

/// All docks of the company, whoever they are for.
#[utoipa::path(get, path = "/api/v1/given-docks", tag = "admin", responses((status = 200, body = Vec<GivenDock>)))]
pub async fn list(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Vec<GivenDock>>, ApiError> {
    Ok(Json(state.desks.docks().await?))
}
