//! `POST /links/{id}/checks`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::Link;

/// Looks at a link again: does it answer, may it be framed?
#[utoipa::path(post, path = "/api/v1/links/{id}/checks", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Link), (status = 404)))]
pub async fn check(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Link>, ApiError> {
    let checked = state.desks.check_link(&id, &state.site.or_unset(), state.ambient.now()).await?;
    Ok(Json(super::told(checked.ok_or_else(|| ApiError::unknown("link.unknown"))?, caller.words())))
}
