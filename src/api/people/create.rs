//! `POST /people`

use axum::Json;
use axum::extract::State;

use super::list::entry;
use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{NewPerson, PersonEntry};
use crate::audit::Outcome;

/// Makes a local account; an administrator's wants a sign-in of the last 15 minutes.
#[utoipa::path(post, path = "/api/v1/people", tag = "admin", request_body = NewPerson,
    responses((status = 200, body = PersonEntry), (status = 409, description = "name taken")))]
pub async fn create(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<NewPerson>,
) -> Result<Json<PersonEntry>, ApiError> {
    if order.admin {
        caller.fresh(&state)?;
    }
    let person = state.identity.create_person(&order).await?;
    act(&state, &caller, "person.create", Some(&order.username), Outcome::Done).await;
    Ok(Json(entry(&person)))
}
