//! `POST /signing-keys/rotations`

use axum::extract::State;
use http::StatusCode;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;

/// Lets the published next keys sign from now on, and publishes new ones; what was signed before counts
/// on. 409 while the next keys are not known to every client yet (ten minutes).
#[utoipa::path(post, path = "/api/v1/signing-keys/rotations", tag = "admin", responses((status = 204), (status = 409)))]
pub async fn rotate(State(state): State<ApiState>, Admin(caller): Admin) -> Result<StatusCode, ApiError> {
    if !state.identity.keys().rotate_now().await? {
        return Err(ApiError::new(StatusCode::CONFLICT, "keys.too-soon"));
    }
    act(&state, &caller, "signing-keys.rotate", None, Outcome::Done).await;
    Ok(StatusCode::NO_CONTENT)
}
