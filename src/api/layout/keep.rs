//! `PUT /layout`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Layout;

/// Keeps the desk.
#[utoipa::path(put, path = "/api/v1/layout", tag = "desk", request_body = Layout, responses((status = 200)))]
pub async fn keep(
    State(state): State<ApiState>,
    caller: Caller,
    Json(layout): Json<Layout>,
) -> Result<Json<()>, ApiError> {
    if layout.panes.len() > 8 || layout.panes.iter().any(|pane| pane.zone.is_some_and(|zone| zone > 3)) {
        return Err(ApiError::bad("layout.too-many"));
    }
    state.desks.keep(&caller.viewer()?.person.id.to_string(), &layout).await?;
    Ok(Json(()))
}
