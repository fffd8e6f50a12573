//! `GET /join/clock`: this server's time, so that a new one can compare its own.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::JoinDoor;

/// The present moment.
#[derive(Debug, Serialize)]
pub struct Moment {
    /// Milliseconds since 1970, UTC.
    pub unix_ms: i64,
}

/// The time here.
pub async fn clock(State(door): State<JoinDoor>) -> Json<Moment> {
    Json(Moment { unix_ms: door.ambient.now().as_millisecond() })
}
