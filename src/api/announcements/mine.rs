//! `GET /me/announcements`

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Announcement;

/// Which announcements.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Also those that I have put away, marked and at the end.
    #[serde(default)]
    read: bool,
}

/// What shows on my desk now, what matters most first; without what I have put away unless it is asked for.
#[utoipa::path(get, path = "/api/v1/me/announcements", tag = "desk", params(Wanted),
    responses((status = 200, body = Vec<Announcement>)))]
pub async fn mine(
    State(state): State<ApiState>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Announcement>>, ApiError> {
    let mut all = state.desks.announcements_for(&caller.viewer()?.person, state.ambient.now()).await?;
    all.retain(|each| wanted.read || !each.read);
    Ok(Json(all))
}
