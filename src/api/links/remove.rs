//! `DELETE /links/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::Link;
use crate::audit::Outcome;

/// Takes a link off every desk.
#[utoipa::path(delete, path = "/api/v1/links/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Link), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Link>, ApiError> {
    let Some(gone) = state.desks.remove_link(&id).await? else { return Err(ApiError::unknown("link.unknown")) };
    act(&state, &caller, "link.remove", Some(&gone.name), Outcome::Done).await;
    Ok(Json(super::told(gone, caller.words())))
}
