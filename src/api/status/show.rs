//! `GET /status`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::servers::list::servers;
use crate::api::state::ApiState;
use crate::api::types::Status;

/// One answer that tells how everything is.
#[utoipa::path(get, path = "/api/v1/status", tag = "admin", responses((status = 200, body = Status)))]
pub async fn show(State(state): State<ApiState>, Admin(caller): Admin) -> Result<Json<Status>, ApiError> {
    let words = caller.words();
    let writable = state.store.ready().await;
    let set_up = state.setup.state().await?.done;
    let apps = state.apps.installed().await.unwrap_or_default();
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server: state.server.clone(),
        domain: state.site.get().map(|site| site.domain.clone()),
        set_up,
        state: state.driver.to_owned(),
        writable: writable.is_ok(),
        problem: writable.err().map(|_| words.say("api-cluster-unavailable")),
        servers: servers(&state, words).await,
        apps: apps.into_iter().map(|app| app.told(words)).collect(),
    }))
}
