//! `DELETE /app-tokens/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;

/// Removes one of the person's app tokens; the program that uses it is locked out at once.
#[utoipa::path(delete, path = "/api/v1/app-tokens/{id}", tag = "desk", params(("id" = String, Path)), responses((status = 200), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<()>, ApiError> {
    state.identity.remove_token(caller.viewer()?.person.id, &id).await?;
    act(&state, &caller, "app-token.remove", Some(&id), Outcome::Done).await;
    Ok(Json(()))
}
