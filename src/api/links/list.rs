//! `GET /links`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::Link;

/// All links of the company, whoever they are for.
#[utoipa::path(get, path = "/api/v1/links", tag = "admin", responses((status = 200, body = Vec<Link>)))]
pub async fn list(State(state): State<ApiState>, Admin(caller): Admin) -> Result<Json<Vec<Link>>, ApiError> {
    let all = state.desks.links().await?;
    Ok(Json(all.into_iter().map(|link| super::told(link, caller.words())).collect()))
}
