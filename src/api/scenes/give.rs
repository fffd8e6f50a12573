//! `POST /given-scenes`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::GivenScene;
use crate::audit::Outcome;

/// Gives a scene to groups, or to everybody; one of the same name is replaced.
#[utoipa::path(post, path = "/api/v1/given-scenes", tag = "admin", request_body = GivenScene,
    responses((status = 200, body = GivenScene), (status = 400)))]
pub async fn give(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<GivenScene>,
) -> Result<Json<GivenScene>, ApiError> {
    let given = state.desks.give(&order).await;
    let result = if given.is_ok() { Outcome::Done } else { Outcome::Refused };
    act(&state, &caller, "scene.give", Some(&order.scene.name), result).await;
    Ok(Json(given?))
}
