//! `POST /app-tokens`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{AppToken, NewAppToken};
use crate::audit::Outcome;

/// Makes one; only this answer holds its secret.
#[utoipa::path(post, path = "/api/v1/app-tokens", tag = "desk", request_body = NewAppToken, responses((status = 200, body = AppToken)))]
pub async fn create(
    State(state): State<ApiState>,
    caller: Caller,
    Json(order): Json<NewAppToken>,
) -> Result<Json<AppToken>, ApiError> {
    let viewer = caller.viewer()?;
    if !state.apps.tiles(&viewer.person).await?.iter().any(|tile| tile.plain.app == order.app) {
        return Err(ApiError::unknown("app.unknown").with("app", order.app));
    }
    let token = state.identity.new_app_token(viewer, &order).await?;
    act(&state, &caller, "app-token.create", Some(&order.app), Outcome::Done).await;
    Ok(Json(token))
}
