//! `/me/sessions`: where the person is signed in.

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::{EndedSessions, SessionEntry};

/// The audit's word for an end by wish.
const WISH: &str = "signed out from “My account”";

/// Every browser in which the person is signed in, the latest seen first.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "account", responses((status = 200, body = Vec<SessionEntry>)))]
pub async fn list(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<SessionEntry>>, ApiError> {
    let viewer = caller.viewer()?;
    Ok(Json(state.identity.sessions_of(viewer.person.id, Some(&viewer.sid)).await?))
}

/// Signs one browser out, on the desk, at the provider and in the apps.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 200), (status = 404)))]
pub async fn end(State(state): State<ApiState>, caller: Caller, Path(id): Path<String>) -> Result<Json<()>, ApiError> {
    state.identity.end_session_of(caller.viewer()?.person.id, &id, WISH).await?;
    Ok(Json(()))
}

/// Signs out every browser but the one that asks.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "account", responses((status = 200, body = EndedSessions)))]
pub async fn end_others(State(state): State<ApiState>, caller: Caller) -> Result<Json<EndedSessions>, ApiError> {
    let ended = state.identity.end_other_sessions(caller.viewer()?, WISH).await?;
    Ok(Json(EndedSessions { ended }))
}
