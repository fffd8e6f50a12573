//! `POST /links`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{Link, NewLink};
use crate::audit::Outcome;

/// Looks at an address (does it answer, may it be framed) and puts it on the desks as a tile.
#[utoipa::path(post, path = "/api/v1/links", tag = "admin", request_body = NewLink,
    responses((status = 200, body = Link), (status = 400)))]
pub async fn add(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<NewLink>,
) -> Result<Json<Link>, ApiError> {
    let added = state.desks.add_link(&order, &state.site.or_unset(), state.ambient.now()).await;
    let result = if added.is_ok() { Outcome::Done } else { Outcome::Refused };
    act(&state, &caller, "link.add", Some(&order.name), result).await;
    Ok(Json(super::told(added?, caller.words())))
}
