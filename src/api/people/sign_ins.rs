//! `GET /people/{id}/sign-ins`

use axum::Json;
use axum::extract::{Path, State};

use super::show::find;
use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::SignInEntry;
use crate::audit::Recorded;
use crate::identity::{means, why_refused};
use crate::web::Words;

/// So many are shown at most.
const SHOWN: usize = 20;
/// Among so many that contain the name.
const READ: u32 = 400;

/// A person's last sign-ins and tries, with the true reason of each refusal: for administrators only.
#[utoipa::path(get, path = "/api/v1/people/{id}/sign-ins", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Vec<SignInEntry>), (status = 404)))]
pub async fn list(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Vec<SignInEntry>>, ApiError> {
    let (person, _) = find(&state, &id).await?;
    let found = state.audit.about("sign-in", &person.username, READ).await.map_err(ApiError::internal)?;
    let theirs = found.into_iter().filter(|recorded| means(&recorded.event.who, &person));
    Ok(Json(theirs.take(SHOWN).map(|recorded| entry(recorded, caller.words())).collect()))
}

fn entry(recorded: Recorded, words: Words) -> SignInEntry {
    let event = recorded.event;
    let reason = event.detail.map(|detail| why_refused(&detail).map_or(detail, |key| words.say(key)));
    SignInEntry {
        at: recorded.at.to_string(),
        typed: event.who,
        what: event.what,
        address: event.address,
        result: event.result.to_string(),
        reason,
        server: recorded.server,
    }
}
