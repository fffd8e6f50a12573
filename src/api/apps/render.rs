//! `POST /renders`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{InstallApp, RenderedApp};

/// What an app would be made of; nothing is installed.
#[utoipa::path(post, path = "/api/v1/renders", tag = "apps", request_body = InstallApp,
    responses((status = 200, body = RenderedApp), (status = 400)))]
pub async fn render(
    State(state): State<ApiState>,
    _admin: Admin,
    Json(order): Json<InstallApp>,
) -> Result<Json<RenderedApp>, ApiError> {
    Ok(Json(RenderedApp { objects: state.apps.render(&order).await? }))
}
