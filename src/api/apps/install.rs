//! `POST /apps`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{InstallApp, InstalledApp};
use crate::audit::Outcome;

/// Orders an installation; follow it with `/apps/{name}/progress`.
#[utoipa::path(post, path = "/api/v1/apps", tag = "apps", request_body = InstallApp,
    responses((status = 200, body = InstalledApp), (status = 400, description = "the manifest or an answer does not fit")))]
pub async fn install(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<InstallApp>,
) -> Result<Json<InstalledApp>, ApiError> {
    let wanted = order.app.clone().or_else(|| order.host.clone());
    let ordered = state.apps.order_install(&order, &caller.name()).await;
    let result = if ordered.is_ok() { Outcome::Done } else { Outcome::Refused };
    act(&state, &caller, "app.install", wanted.as_deref(), result).await;
    let name = ordered?;
    let app = state.apps.installed_one(&name).await?.ok_or_else(|| ApiError::internal("ordered app is not there"))?;
    Ok(Json(app.told(caller.words())))
}
