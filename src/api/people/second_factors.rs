//! `DELETE /people/{id}/second-factors`

use axum::Json;
use axum::extract::{Path, State};

use super::show::find;
use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::audit::Outcome;

/// Forgets a person's second factors after a lost phone: whoever a rule asks for one sets up a new one at
/// the next sign-in. Asks for a sign-in of the last 15 minutes.
#[utoipa::path(delete, path = "/api/v1/people/{id}/second-factors", tag = "admin", params(("id" = String, Path)),
    responses((status = 200), (status = 403, description = "the sign-in is too long ago"), (status = 404)))]
pub async fn remove(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    let (person, _) = find(&state, &id).await?;
    state.identity.remove_second_factors(&person).await?;
    act(&state, &caller, "person.second-factor-reset", Some(&person.username), Outcome::Done).await;
    Ok(Json(()))
}
