//! `POST /registration-tokens`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{NewRegistrationToken, RegistrationToken};
use crate::audit::Outcome;

/// Makes an initial access token for registering clients; only this answer holds its secret.
#[utoipa::path(post, path = "/api/v1/registration-tokens", tag = "admin", request_body = NewRegistrationToken, responses((status = 200, body = RegistrationToken)))]
pub async fn create(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<NewRegistrationToken>,
) -> Result<Json<RegistrationToken>, ApiError> {
    if !(1..=365).contains(&order.days) {
        return Err(ApiError::bad("token.days"));
    }
    if !(1..=1000).contains(&order.uses) {
        return Err(ApiError::bad("token.uses"));
    }
    let by = caller.name();
    let (secret, expires) = state.identity.new_initial_token(&by, &order.label, order.uses, order.days).await?;
    act(&state, &caller, "registration-token.create", Some(&order.label), Outcome::Done).await;
    Ok(Json(RegistrationToken { secret, uses: order.uses, expires: expires.to_string() }))
}
