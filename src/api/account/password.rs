//! `PUT /me/password`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::ChangePassword;

/// Changes the person's password, here or in the company's directory, with the old one as proof; the
/// person's other sessions end.
#[utoipa::path(put, path = "/api/v1/me/password", tag = "account", request_body = ChangePassword,
    responses((status = 200), (status = 422, description = "the old one is wrong, or the new one against a rule")))]
pub async fn change(
    State(state): State<ApiState>,
    caller: Caller,
    Json(order): Json<ChangePassword>,
) -> Result<Json<()>, ApiError> {
    let viewer = caller.viewer()?;
    state.identity.change_own_password(viewer, &order.old, &order.new, caller.address.as_deref()).await?;
    Ok(Json(()))
}
