//! `GET /servers`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::Server;
use crate::fleet::ServerState;
use crate::web::Words;

/// Every server with one state and one sentence.
#[utoipa::path(get, path = "/api/v1/servers", tag = "admin", responses((status = 200, body = Vec<Server>)))]
pub async fn list(State(state): State<ApiState>, Admin(caller): Admin) -> Result<Json<Vec<Server>>, ApiError> {
    Ok(Json(servers(&state, caller.words()).await))
}

/// The servers in words.
pub(in crate::api) async fn servers(state: &ApiState, words: Words) -> Vec<Server> {
    state.fleet.servers().await.into_iter().map(|server| entry(server, words)).collect()
}

fn entry(server: crate::fleet::Server, words: Words) -> Server {
    let state = match server.state {
        ServerState::Up => "up",
        ServerState::Silent { .. } => "silent",
        ServerState::Starting => "starting",
        ServerState::Unknown => "unknown",
    };
    let seconds = match server.state {
        ServerState::Silent { seconds } => seconds.to_string(),
        _ => "0".to_owned(),
    };
    Server {
        sentence: words.tell(&format!("api-server-{state}"), &[("name", &server.name), ("seconds", &seconds)]),
        state: state.to_owned(),
        name: server.name,
        address: server.address,
        ready: server.ready,
        voter: server.voter,
        k3s: server.k3s,
        unidash: server.unidash,
        load: server.load,
        memory: server.memory,
        disk: server.disk,
    }
}
