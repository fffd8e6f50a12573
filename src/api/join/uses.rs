//! `POST /join/{id}/uses`: a machine notes that it uses the code.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{Applicant, JoinDoor, Refusal};

/// Notes the use; the same machine may repeat.
pub async fn create(
    State(door): State<JoinDoor>,
    Path(id): Path<String>,
    Json(applicant): Json<Applicant>,
) -> Result<Json<Value>, Refusal> {
    door.ledger.note_use(&id, &applicant, door.ambient.now())?;
    tracing::info!(join.server = %applicant.name, "join code used");
    Ok(Json(json!({})))
}
