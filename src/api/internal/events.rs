//! `POST /internal/v1/events`

use axum::Json;
use axum::extract::State;
use http::request::Parts;

use crate::api::ApiError;
use crate::api::caller::door;
use crate::api::state::ApiState;
use crate::audit::shipping::{Asked, Shipment};
use crate::web::Door;

/// Events that a peer does not have yet. Not for gateways of this server: they show nobody a list.
pub async fn ship(
    State(state): State<ApiState>,
    parts: Parts,
    Json(asked): Json<Asked>,
) -> Result<Json<Shipment>, ApiError> {
    if !matches!(door(&parts), Door::Peer | Door::Root) {
        return Err(ApiError::unknown("unknown"));
    }
    Ok(Json(state.audit.hand_out(asked).await.map_err(ApiError::internal)?))
}
