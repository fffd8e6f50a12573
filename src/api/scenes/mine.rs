//! `GET /scenes`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::GivenScene;

/// The company's scenes for the groups of the person who asks.
#[utoipa::path(get, path = "/api/v1/scenes", tag = "desk", responses((status = 200, body = Vec<GivenScene>)))]
pub async fn mine(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<GivenScene>>, ApiError> {
    Ok(Json(state.desks.given_to(&caller.viewer()?.person).await?))
}
