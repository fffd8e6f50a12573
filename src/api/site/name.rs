//! `PATCH /site`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{SiteInfo, SiteName};
use crate::audit::Outcome;

/// Names the company: on the sign-in page, in titles, in everybody's menu. Without a name the domain stands
/// there.
#[utoipa::path(patch, path = "/api/v1/site", tag = "admin", request_body = SiteName,
    responses((status = 200, body = SiteInfo), (status = 422, description = "longer than 80 characters")))]
pub async fn set(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<SiteName>,
) -> Result<Json<SiteInfo>, ApiError> {
    state.setup.set_company(&order.company).await?;
    act(&state, &caller, "company.set", Some(&state.site.name()), Outcome::Done).await;
    super::show::show(State(state)).await
}
