//! `PUT /upstreams/{id}`

use axum::Json;
use axum::extract::{Path, State};

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{Upstream, UpstreamEntry};
use crate::audit::Outcome;

/// Sets a provider; its button stands on the sign-in page at once. An empty secret keeps the stored one.
#[utoipa::path(put, path = "/api/v1/upstreams/{id}", tag = "admin", request_body = Upstream,
    responses((status = 200, body = UpstreamEntry), (status = 422)))]
pub async fn set(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Json(mut order): Json<Upstream>,
) -> Result<Json<UpstreamEntry>, ApiError> {
    order.id = id;
    let kept = state.identity.set_upstream(&order).await?;
    act(&state, &caller, "upstream.set", Some(&kept.settings.id), Outcome::Done).await;
    Ok(Json(kept))
}
