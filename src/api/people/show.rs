//! `GET /people/{id}`

use axum::Json;
use axum::extract::{Path, State};
use uuid::Uuid;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::PersonDetail;
use crate::identity::{Person, Standing};

/// One person, with how the account stands just now.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = PersonDetail), (status = 404)))]
pub async fn show(
    State(state): State<ApiState>,
    _admin: Admin,
    Path(id): Path<String>,
) -> Result<Json<PersonDetail>, ApiError> {
    let (person, standing) = find(&state, &id).await?;
    Ok(Json(detail(&state, person, standing).await?))
}

/// The person of an identifier in an address.
pub(super) async fn find(state: &ApiState, id: &str) -> Result<(Person, Standing), ApiError> {
    let unknown = || ApiError::unknown("person.unknown");
    let id = Uuid::parse_str(id).map_err(|_| unknown())?;
    state.identity.known_person(id).await?.ok_or_else(unknown)
}

pub(super) async fn detail(state: &ApiState, person: Person, standing: Standing) -> Result<PersonDetail, ApiError> {
    let second_factors = state.identity.second_factors(&person).await?;
    Ok(PersonDetail {
        braked: state.identity.is_braked(&person).await,
        standing: standing.word().to_owned(),
        second_factors,
        id: person.id.to_string(),
        groups: person.group_names(),
        source: person.source.to_string(),
        admin: person.admin,
        username: person.username,
        name: person.name,
        email: person.email,
    })
}
