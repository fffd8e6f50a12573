//! `GET /status`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::servers::list::servers;
use crate::api::state::ApiState;
use crate::api::types::{AppPhase, InstalledApp, Server, Status};
use crate::web::Words;

/// One answer that tells how everything is.
#[utoipa::path(get, path = "/api/v1/status", tag = "admin", responses((status = 200, body = Status)))]
pub async fn show(State(state): State<ApiState>, Admin(caller): Admin) -> Result<Json<Status>, ApiError> {
    let words = caller.words();
    let writable = state.store.ready().await;
    let set_up = state.setup.state().await?.done;
    let apps = state.apps.installed().await.unwrap_or_default();
    let apps: Vec<_> = apps.into_iter().map(|app| app.told(words)).collect();
    let servers = servers(&state, words).await;
    let problem = writable.as_ref().err().map(|_| words.say("api-cluster-unavailable"));
    let mut problem = problem.or_else(|| silent(&servers));
    if problem.is_none() {
        problem = state.directory.problem(&state.identity, words).await;
    }
    problem = problem.or_else(|| ailing(&apps));
    if problem.is_none() {
        problem = damaged(&state, words).await;
    }
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server: state.server.clone(),
        domain: state.site.get().map(|site| site.domain.clone()),
        set_up,
        state: state.driver.to_owned(),
        writable: writable.is_ok(),
        problem,
        servers,
        apps,
    }))
}

/// The sentence of the first server that does not answer.
fn silent(servers: &[Server]) -> Option<String> {
    servers.iter().find(|server| server.state == "silent").map(|server| server.sentence.clone())
}

/// What to do about an audit list that somebody changed or cut.
async fn damaged(state: &ApiState, words: Words) -> Option<String> {
    let damage = state.audit.damage().await.ok().flatten()?;
    Some(words.tell("api-audit-damaged", &[("server", &damage.server), ("number", &damage.number.to_string())]))
}

/// The sentence of the first app that does not run as it should.
fn ailing(apps: &[InstalledApp]) -> Option<String> {
    let ill = |app: &&InstalledApp| matches!(app.phase, AppPhase::Degraded | AppPhase::Failed);
    apps.iter().filter(ill).find_map(|app| app.problem.clone())
}
