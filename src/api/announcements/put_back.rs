//! `PUT /announcements/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::Announcement;
use crate::audit::Outcome;

/// Brings a withdrawn announcement back as its withdrawal answered it: whoever has read it need not read it
/// again. One that is there stays as it is.
#[utoipa::path(put, path = "/api/v1/announcements/{id}", tag = "admin", params(("id" = String, Path)),
    request_body = Announcement, responses((status = 200, body = Announcement), (status = 400)))]
pub async fn put_back(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Json(gone): Json<Announcement>,
) -> Result<Json<Announcement>, ApiError> {
    let back = state.desks.put_back(&Announcement { id: id.clone(), ..gone }, state.ambient.now()).await;
    let result = if back.is_ok() { Outcome::Done } else { Outcome::Refused };
    act(&state, &caller, "announcement.put-back", Some(&id), result).await;
    Ok(Json(back?))
}
