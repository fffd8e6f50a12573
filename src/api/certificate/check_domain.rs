//! `POST /domain-checks`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::DomainCheck;

/// Looks at this cloud's domain again: which DNS records should exist, which do.
#[utoipa::path(post, path = "/api/v1/domain-checks", tag = "admin", responses((status = 200, body = DomainCheck)))]
pub async fn check(State(state): State<ApiState>, Admin(caller): Admin) -> Result<Json<DomainCheck>, ApiError> {
    Ok(Json(state.setup.check_domain(&state.site.or_unset().domain, caller.words()).await))
}
