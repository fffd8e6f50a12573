//! `GET /groups`

use axum::Json;
use axum::extract::{Query, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{GroupEntry, Page, PageQuery};

/// Local groups, and those of the directory that the search finds.
#[utoipa::path(get, path = "/api/v1/groups", tag = "admin", params(PageQuery), responses((status = 200, body = Page<GroupEntry>)))]
pub async fn list(
    State(state): State<ApiState>,
    _admin: Admin,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<GroupEntry>>, ApiError> {
    Ok(Json(state.identity.groups(&query).await?))
}
