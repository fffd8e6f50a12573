//! `/me/consents`: apps that the person agreed to be known to.

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::ConsentEntry;

/// What the person agreed to, by name of the app.
#[utoipa::path(get, path = "/api/v1/me/consents", tag = "account", responses((status = 200, body = Vec<ConsentEntry>)))]
pub async fn list(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<ConsentEntry>>, ApiError> {
    Ok(Json(state.identity.consents(caller.viewer()?.person.id).await?))
}

/// Withdraws it: what the app holds counts no more, and the next sign-in there asks again.
#[utoipa::path(delete, path = "/api/v1/me/consents/{client}", tag = "account", params(("client" = String, Path)),
    responses((status = 200), (status = 404)))]
pub async fn withdraw(
    State(state): State<ApiState>,
    caller: Caller,
    Path(client): Path<String>,
) -> Result<Json<()>, ApiError> {
    state.identity.withdraw_consent(&caller.viewer()?.person, &client).await?;
    Ok(Json(()))
}
