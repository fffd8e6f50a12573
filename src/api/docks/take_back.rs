//! `DELETE /given-docks/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::GivenDock;
use crate::audit::Outcome;

/// Takes a dock back from everybody's desk. The apps stay, and so do the docks of their own.
#[utoipa::path(delete, path = "/api/v1/given-docks/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = GivenDock), (status = 404)))]
pub async fn take_back(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<GivenDock>, ApiError> {
    let Some(gone) = state.desks.take_dock_back(&id).await? else { return Err(ApiError::unknown("dock.unknown")) };
    act(&state, &caller, "dock.take-back", Some(&gone.name), Outcome::Done).await;
    Ok(Json(gone))
}
