//! `DELETE /directories/{domain}`

use axum::extract::{Path, State};
use http::StatusCode;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;

/// Forgets a domain and its password: its people cannot sign in any more. Asks for a sign-in of the last 15
/// minutes.
#[utoipa::path(delete, path = "/api/v1/directories/{domain}", tag = "admin",
    responses((status = 204), (status = 403, description = "the sign-in is too long ago"), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(domain): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.fresh(&state)?;
    state.identity.remove_directory_of(&domain).await?;
    state.directory.forget().await;
    act(&state, &caller, "directory.remove", Some(&domain), Outcome::Done).await;
    Ok(StatusCode::NO_CONTENT)
}
