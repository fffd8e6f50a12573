//! `POST /join/{id}/turns`: one server joins at a time; this is the queue.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Applicant, JoinDoor, Refusal, Turn};

/// A question for the turn, or its end.
#[derive(Debug, Deserialize)]
pub struct Question {
    #[serde(flatten)]
    applicant: Applicant,
    /// The turn is given back.
    #[serde(default)]
    end: bool,
}

/// Takes, renews, awaits or ends a turn: `granted`, or the `holder`'s name.
pub async fn create(
    State(door): State<JoinDoor>,
    Path(id): Path<String>,
    Json(question): Json<Question>,
) -> Result<Json<Value>, Refusal> {
    let now = door.ambient.now();
    if question.end {
        door.ledger.end_turn(&id, &question.applicant, now)?;
        return Ok(Json(json!({"granted": false})));
    }
    Ok(Json(match door.ledger.turn(&id, &question.applicant, now)? {
        Turn::Yours => json!({"granted": true}),
        Turn::Other(holder) => json!({"granted": false, "holder": holder}),
    }))
}
