//! `DELETE /announcements/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::Announcement;
use crate::audit::Outcome;

/// Takes an announcement off every desk.
#[utoipa::path(delete, path = "/api/v1/announcements/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Announcement), (status = 404)))]
pub async fn withdraw(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Announcement>, ApiError> {
    let Some(gone) = state.desks.withdraw(&id).await? else { return Err(ApiError::unknown("announcement.unknown")) };
    act(&state, &caller, "announcement.withdraw", Some(&id), Outcome::Done).await;
    Ok(Json(gone))
}
