//! `DELETE /session`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;

/// Signs out everywhere under this session: desk, provider, apps.
#[utoipa::path(delete, path = "/api/v1/session", tag = "desk", responses((status = 200)))]
pub async fn end(State(state): State<ApiState>, caller: Caller) -> Result<Json<()>, ApiError> {
    let sid = caller.viewer()?.sid.clone();
    state.identity.end_session(&sid, "signed out").await?;
    act(&state, &caller, "sign-out", None, Outcome::Done).await;
    Ok(Json(()))
}
