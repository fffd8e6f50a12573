//! `DELETE /given-scenes/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::GivenScene;
use crate::audit::Outcome;

/// Takes a scene back from everybody's desk. The apps stay.
#[utoipa::path(delete, path = "/api/v1/given-scenes/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = GivenScene), (status = 404)))]
pub async fn take_back(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<GivenScene>, ApiError> {
    let Some(gone) = state.desks.take_back(&id).await? else { return Err(ApiError::unknown("scene.unknown")) };
    act(&state, &caller, "scene.take-back", Some(&gone.scene.name), Outcome::Done).await;
    Ok(Json(gone))
}
