//! `POST /internal/v1/tickets`

use axum::Json;
use axum::extract::State;

use super::Asker;
use crate::api::ApiError;
use crate::api::state::ApiState;
use crate::api::types::{HostSession, RedeemTicket};

/// Trades the provider's one-time ticket for a session handle on that host.
pub async fn redeem(
    State(state): State<ApiState>,
    _asker: Asker,
    Json(order): Json<RedeemTicket>,
) -> Result<Json<Option<HostSession>>, ApiError> {
    Ok(Json(state.identity.redeem_ticket(&order.ticket, &order.host).await?))
}
