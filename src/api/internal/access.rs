//! `POST /internal/v1/access`

use axum::Json;
use axum::extract::State;

use super::Asker;
use crate::api::ApiError;
use crate::api::state::ApiState;
use crate::api::types::{AccessAnswer, AccessQuestion};

/// “May this person open this app?” Answers are kept by the gateway for 5 seconds at most.
pub async fn access(
    State(state): State<ApiState>,
    _asker: Asker,
    Json(question): Json<AccessQuestion>,
) -> Result<Json<AccessAnswer>, ApiError> {
    Ok(Json(state.identity.access(&question).await?))
}
