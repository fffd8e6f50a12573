//! `/me/second-factors`: what the person shows besides the password. They are set up on the provider's
//! own pages (`id.D/second-factor`, `id.D/passkey`), where a browser lets a passkey be made for it.

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::{RecoveryCodes, SecondFactors};

/// Authenticator, passkeys, and how many recovery codes are left.
#[utoipa::path(get, path = "/api/v1/me/second-factors", tag = "account", responses((status = 200, body = SecondFactors)))]
pub async fn list(State(state): State<ApiState>, caller: Caller) -> Result<Json<SecondFactors>, ApiError> {
    Ok(Json(state.identity.second_factors(&caller.viewer()?.person).await?))
}

/// Forgets one; with the last one go the recovery codes. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(delete, path = "/api/v1/me/second-factors/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 200), (status = 403, description = "the sign-in is too long ago"), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    state.identity.remove_second_factor(&caller.viewer()?.person, &id).await?;
    Ok(Json(()))
}

/// A new set of recovery codes, in this answer only. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(post, path = "/api/v1/me/recovery-codes", tag = "account",
    responses((status = 200, body = RecoveryCodes), (status = 403, description = "the sign-in is too long ago"),
        (status = 404, description = "no second factor")))]
pub async fn new_codes(State(state): State<ApiState>, caller: Caller) -> Result<Json<RecoveryCodes>, ApiError> {
    caller.fresh(&state)?;
    let codes = state.identity.new_recovery_codes(&caller.viewer()?.person).await?;
    Ok(Json(RecoveryCodes { codes }))
}
