//! `POST /desk-sessions`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::state::ApiState;
use crate::api::types::{HostSession, RedeemDeskCode};

/// Exchanges the desk's authorization code (with its PKCE verifier) for a session handle.
#[utoipa::path(post, path = "/api/v1/desk-sessions", tag = "desk", request_body = RedeemDeskCode,
    responses((status = 200, body = HostSession), (status = 401, description = "code refused")))]
pub async fn open(
    State(state): State<ApiState>,
    Json(order): Json<RedeemDeskCode>,
) -> Result<Json<HostSession>, ApiError> {
    let (session, _viewer) = state.identity.redeem_desk_code(&order).await?;
    Ok(Json(session))
}
