//! `GET /join.sh`: the script that root wrote for this server.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::{JoinDoor, Refusal};

/// The script, while a code is good.
pub async fn script(State(door): State<JoinDoor>) -> Response {
    if !door.ledger.is_open(door.ambient.now()) {
        return Refusal::Unknown.into_response();
    }
    match tokio::fs::read(door.folder.join("join.sh")).await {
        Ok(text) => ([(CONTENT_TYPE, "text/x-shellscript")], text).into_response(),
        Err(_) => Refusal::Unknown.into_response(),
    }
}
