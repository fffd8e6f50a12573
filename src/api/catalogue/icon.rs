//! `GET /catalogue/{short}/icon`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::state::ApiState;

/// An app's icon: SVG as a JSON string. Icons are no secret.
#[utoipa::path(get, path = "/api/v1/catalogue/{short}/icon", tag = "apps", params(("short" = String, Path)),
    responses((status = 200, body = String), (status = 404)))]
pub async fn icon(State(state): State<ApiState>, Path(short): Path<String>) -> Result<Json<String>, ApiError> {
    state.apps.icon(&short).await?.map(Json).ok_or_else(|| ApiError::unknown("app.unknown").with("app", short))
}
