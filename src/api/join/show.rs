//! `GET /join/{id}`: the sealed bundle of a code.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;

use super::{JoinDoor, Refusal};

/// A sealed bundle.
#[derive(Debug, Serialize)]
pub struct Bundle {
    /// Nonce and ciphertext, base64.
    pub sealed: String,
}

/// The ciphertext; it opens with the code's key only.
pub async fn show(State(door): State<JoinDoor>, Path(id): Path<String>) -> Result<Json<Bundle>, Refusal> {
    Ok(Json(Bundle { sealed: door.ledger.sealed(&id, door.ambient.now())? }))
}
