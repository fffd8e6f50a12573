//! `GET /layout`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Layout;

/// The desk as the person left it, on whatever machine.
#[utoipa::path(get, path = "/api/v1/layout", tag = "desk", responses((status = 200, body = Layout)))]
pub async fn show(State(state): State<ApiState>, caller: Caller) -> Result<Json<Layout>, ApiError> {
    let kept = state.desks.layout(&caller.viewer()?.person.id.to_string()).await?;
    Ok(Json(kept))
}
