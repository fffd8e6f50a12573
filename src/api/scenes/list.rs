//! `GET /given-scenes`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::GivenScene;

/// All scenes of the company, whoever they are for.
#[utoipa::path(get, path = "/api/v1/given-scenes", tag = "admin", responses((status = 200, body = Vec<GivenScene>)))]
pub async fn list(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Vec<GivenScene>>, ApiError> {
    Ok(Json(state.desks.given().await?))
}
