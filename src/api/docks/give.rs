//! `POST /given-docks`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::GivenDock;
use crate::audit::Outcome;

/// Gives a dock to groups, or to everybody; one of the same name is replaced.
#[utoipa::path(post, path = "/api/v1/given-docks", tag = "admin", request_body = GivenDock,
    responses((status = 200, body = GivenDock), (status = 400)))]
pub async fn give(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<GivenDock>,
) -> Result<Json<GivenDock>, ApiError> {
    let given = state.desks.give_dock(&order).await;
    let result = if given.is_ok() { Outcome::Done } else { Outcome::Refused };
    act(&state, &caller, "dock.give", Some(&order.name), result).await;
    Ok(Json(given?))
}
