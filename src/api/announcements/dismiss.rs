//! `POST /announcements/{id}/dismissals`

use axum::extract::{Path, State};
use http::StatusCode;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;

/// I have read it: it leaves all my screens and does not come back.
#[utoipa::path(post, path = "/api/v1/announcements/{id}/dismissals", tag = "desk", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn dismiss(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.desks.dismiss(&caller.viewer()?.person, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
