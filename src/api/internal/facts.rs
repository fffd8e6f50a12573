//! `GET /internal/v1/facts`

use axum::Json;
use axum::extract::State;

use super::Asker;
use crate::api::state::ApiState;
use crate::fleet::Facts;

/// This server's figures: the heartbeat that peers ask for.
pub async fn facts(State(state): State<ApiState>, _asker: Asker) -> Json<Facts> {
    Json(state.fleet.facts().await)
}
