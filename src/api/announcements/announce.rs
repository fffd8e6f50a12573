//! `POST /announcements`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::Announcement;
use crate::audit::Outcome;

/// Puts a sentence on the desks it is for. `id` and `made` are set by the server.
#[utoipa::path(post, path = "/api/v1/announcements", tag = "admin", request_body = Announcement,
    responses((status = 200, body = Announcement), (status = 400)))]
pub async fn announce(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<Announcement>,
) -> Result<Json<Announcement>, ApiError> {
    let made = state.desks.announce(&order, state.ambient.hex(8), state.ambient.now()).await;
    let (result, object) = match &made {
        Ok(made) => (Outcome::Done, made.id.as_str()),
        Err(_) => (Outcome::Refused, ""),
    };
    act(&state, &caller, "announcement.make", Some(object).filter(|id| !id.is_empty()), result).await;
    Ok(Json(made?))
}
