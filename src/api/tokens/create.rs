//! `POST /tokens`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{NewToken, TokenEntry};
use crate::audit::Outcome;
use crate::identity::Scope;

/// Makes a token; only this answer holds its secret. One that may write wants a sign-in of the last 15
/// minutes: it stands for its person without asking again.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "desk", request_body = NewToken, responses((status = 200, body = TokenEntry)))]
pub async fn create(
    State(state): State<ApiState>,
    caller: Caller,
    Json(order): Json<NewToken>,
) -> Result<Json<TokenEntry>, ApiError> {
    if Scope::parse(&order.scope).is_none() {
        return Err(ApiError::bad("token.scope"));
    }
    if !(1..=365).contains(&order.days) {
        return Err(ApiError::bad("token.days"));
    }
    if order.scope == Scope::Admin.word() {
        caller.fresh(&state)?;
    }
    let token = state.identity.new_token(caller.viewer()?, &order).await?;
    act(&state, &caller, "token.create", Some(&order.label), Outcome::Done).await;
    Ok(Json(token))
}
