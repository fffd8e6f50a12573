//! `GET /people`

use axum::Json;
use axum::extract::{Query, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{Page, PageQuery, PersonEntry};
use crate::identity::Person;

/// Local people, and those of the directory that the search finds.
#[utoipa::path(get, path = "/api/v1/people", tag = "admin", params(PageQuery), responses((status = 200, body = Page<PersonEntry>)))]
pub async fn list(
    State(state): State<ApiState>,
    _admin: Admin,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<PersonEntry>>, ApiError> {
    let found = state.identity.people(&query).await?;
    let items = found.items.iter().map(entry).collect();
    Ok(Json(Page { total: found.total, next: found.next, items }))
}

pub(super) fn entry(person: &Person) -> PersonEntry {
    PersonEntry {
        id: person.id.to_string(),
        username: person.username.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        source: person.source.to_string(),
        admin: person.admin,
    }
}
