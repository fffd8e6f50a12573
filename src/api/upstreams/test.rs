//! `POST /upstreams/tests`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{Upstream, UpstreamTest};

/// Asks a provider what it can do and says in plain words what is wrong; nothing is kept.
#[utoipa::path(post, path = "/api/v1/upstreams/tests", tag = "admin", request_body = Upstream,
    responses((status = 200, body = UpstreamTest), (status = 422)))]
pub async fn test(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<Upstream>,
) -> Result<Json<UpstreamTest>, ApiError> {
    Ok(Json(state.identity.test_upstream(&order, caller.words()).await?))
}
