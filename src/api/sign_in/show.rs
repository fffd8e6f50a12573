//! `GET /sign-in`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::{SecondFactorDemand, SignInSettings};

/// Who needs a second factor.
#[utoipa::path(get, path = "/api/v1/sign-in", tag = "admin", responses((status = 200, body = SignInSettings)))]
pub async fn show(State(state): State<ApiState>, _admin: Admin) -> Result<Json<SignInSettings>, ApiError> {
    let rule = state.identity.second_factor_rule().await?;
    let second_factor = SecondFactorDemand { admins: rule.admins, groups: rule.groups };
    Ok(Json(SignInSettings { second_factor }))
}
