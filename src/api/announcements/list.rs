//! `GET /announcements`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::Announcement;

/// All announcements, the newest first, those to come and those that are over included.
#[utoipa::path(get, path = "/api/v1/announcements", tag = "admin",
    responses((status = 200, body = Vec<Announcement>)))]
pub async fn list(State(state): State<ApiState>, _admin: Admin) -> Result<Json<Vec<Announcement>>, ApiError> {
    Ok(Json(state.desks.announcements().await?))
}
