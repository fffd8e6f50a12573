//! `/people/{id}/sessions`

use axum::Json;
use axum::extract::{Path, State};

use super::show::find;
use crate::api::ApiError;
use crate::api::caller::{Admin, Caller, Who};
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{EndedSessions, SessionEntry};
use crate::audit::Outcome;

/// The audit's word for these ends.
const WHY: &str = "signed out by an administrator";

/// Where a person is signed in, the latest seen first.
#[utoipa::path(get, path = "/api/v1/people/{id}/sessions", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Vec<SessionEntry>), (status = 404)))]
pub async fn list(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Vec<SessionEntry>>, ApiError> {
    let (person, _) = find(&state, &id).await?;
    Ok(Json(state.identity.sessions_of(person.id, own(&caller)).await?))
}

/// Signs one browser out. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(delete, path = "/api/v1/people/{id}/sessions/{session}", tag = "admin",
    params(("id" = String, Path), ("session" = String, Path)),
    responses((status = 200), (status = 403, description = "the sign-in is too long ago"), (status = 404)))]
pub async fn end(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path((id, session)): Path<(String, String)>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    let (person, _) = find(&state, &id).await?;
    state.identity.end_session_of(person.id, &session, WHY).await?;
    act(&state, &caller, "person.sign-out", Some(&person.username), Outcome::Done).await;
    Ok(Json(()))
}

/// Signs the person out everywhere. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(delete, path = "/api/v1/people/{id}/sessions", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = EndedSessions), (status = 403, description = "the sign-in is too long ago"), (status = 404)))]
pub async fn end_all(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<EndedSessions>, ApiError> {
    caller.fresh(&state)?;
    let (person, _) = find(&state, &id).await?;
    let ended = state.identity.end_sessions_of(person.id, WHY).await?;
    act(&state, &caller, "person.sign-out", Some(&person.username), Outcome::Done).await;
    Ok(Json(EndedSessions { ended }))
}

/// The session that asks, so that the administrator's own one shows.
fn own(caller: &Caller) -> Option<&str> {
    match &caller.who {
        Who::Person { viewer, .. } => Some(&viewer.sid),
        Who::Root { .. } => None,
    }
}
