//! `DELETE /people/{id}`

use axum::Json;
use axum::extract::{Path, State};

use super::show::find;
use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;
use crate::identity::Source;

/// Removes a local account and ends its sessions. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(delete, path = "/api/v1/people/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200), (status = 403, description = "the sign-in is too long ago"), (status = 404),
        (status = 409, description = "a person of the directory"), (status = 422, description = "the last administrator")))]
pub async fn remove(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    let (person, _) = find(&state, &id).await?;
    if person.source != Source::Local {
        return Err(ApiError::new(http::StatusCode::CONFLICT, "person.elsewhere"));
    }
    state.identity.remove_person(person.id).await?;
    act(&state, &caller, "person.remove", Some(&person.username), Outcome::Done).await;
    Ok(Json(()))
}
