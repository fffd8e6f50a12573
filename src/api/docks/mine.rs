//! `GET /docks`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::GivenDock;

/// The company's docks for the groups of the person who asks.
#[utoipa::path(get, path = "/api/v1/docks", tag = "desk", responses((status = 200, body = Vec<GivenDock>)))]
pub async fn mine(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<GivenDock>>, ApiError> {
    Ok(Json(state.desks.docks_of(&caller.viewer()?.person).await?))
}
