//! `DELETE /apps/{name}`

use axum::Json;
use axum::extract::{Path, Query, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{InstalledApp, RemoveApp};
use crate::audit::Outcome;

/// Orders a removal. Data is kept unless `purge` is asked, which wants a sign-in of the last 15 minutes.
#[utoipa::path(delete, path = "/api/v1/apps/{name}", tag = "apps", params(("name" = String, Path), RemoveApp),
    responses((status = 200, body = InstalledApp), (status = 403, description = "the sign-in is too long ago"), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(name): Path<String>,
    Query(how): Query<RemoveApp>,
) -> Result<Json<InstalledApp>, ApiError> {
    if how.purge {
        caller.fresh(&state)?;
    }
    let ordered = state.apps.order_remove(&name, how.purge, &caller.name()).await;
    let result = if ordered.is_ok() { Outcome::Done } else { Outcome::Refused };
    let what = if how.purge { "app.purge" } else { "app.remove" };
    act(&state, &caller, what, Some(&name), result).await;
    ordered?;
    let app = state.apps.installed_one(&name).await?;
    let app = app.ok_or_else(|| ApiError::unknown("app.unknown").with("app", name))?;
    Ok(Json(app.told(caller.words())))
}
