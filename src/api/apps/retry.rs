//! `POST /apps/{name}/retries`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::InstalledApp;
use crate::audit::Outcome;

/// Goes on with a failed installation or removal at its last finished step.
#[utoipa::path(post, path = "/api/v1/apps/{name}/retries", tag = "apps", params(("name" = String, Path)),
    responses((status = 200, body = InstalledApp), (status = 404)))]
pub async fn retry(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(name): Path<String>,
) -> Result<Json<InstalledApp>, ApiError> {
    state.apps.order_retry(&name, &caller.name()).await?;
    act(&state, &caller, "app.retry", Some(&name), Outcome::Done).await;
    let app = state.apps.installed_one(&name).await?;
    let app = app.ok_or_else(|| ApiError::unknown("app.unknown").with("app", name))?;
    Ok(Json(app.told(caller.words())))
}
