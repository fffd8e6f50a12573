//! `DELETE /upstreams/{id}`

use axum::extract::{Path, State};
use http::StatusCode;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;

/// Forgets a provider and its secret; sessions that began there go on.
#[utoipa::path(delete, path = "/api/v1/upstreams/{id}", tag = "admin", responses((status = 204), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    state.identity.remove_upstream(&id).await?;
    act(&state, &caller, "upstream.remove", Some(&id), Outcome::Done).await;
    Ok(StatusCode::NO_CONTENT)
}
