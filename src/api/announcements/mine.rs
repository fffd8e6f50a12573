//! `GET /me/announcements`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Announcement;

/// What shows on my desk now, what matters most first; without what I have put away.
#[utoipa::path(get, path = "/api/v1/me/announcements", tag = "desk",
    responses((status = 200, body = Vec<Announcement>)))]
pub async fn mine(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<Announcement>>, ApiError> {
    Ok(Json(state.desks.announcements_for(&caller.viewer()?.person, state.ambient.now()).await?))
}
