//! `PATCH /people/{id}`

use axum::Json;
use axum::extract::{Path, State};

use super::show::{detail, find};
use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{EditPerson, PersonDetail};
use crate::audit::Outcome;
use crate::identity::Source;

/// Changes a local account; the directory's people are changed there. Asks for a sign-in of the last 15
/// minutes.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "admin", params(("id" = String, Path)), request_body = EditPerson,
    responses((status = 200, body = PersonDetail), (status = 403, description = "the sign-in is too long ago"),
        (status = 404), (status = 409, description = "a person of the directory")))]
pub async fn edit(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Json(order): Json<EditPerson>,
) -> Result<Json<PersonDetail>, ApiError> {
    caller.fresh(&state)?;
    let (person, _) = find(&state, &id).await?;
    if person.source != Source::Local {
        return Err(ApiError::new(http::StatusCode::CONFLICT, "person.elsewhere"));
    }
    state.identity.edit_person(person.id, order).await?;
    act(&state, &caller, "person.edit", Some(&person.username), Outcome::Done).await;
    let (person, standing) = find(&state, &id).await?;
    Ok(Json(detail(&state, person, standing).await?))
}
