//! Token revocation (RFC 7009).

use axum::extract::{RawForm, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};

use super::parameters::Parameters;
use super::token_answer::Failure;
use super::{OidcState, client_authentication, userinfo};

/// `POST /revoke`: ends everything from the token's grant (§2.1). An unknown token is no error (§2.2).
pub(super) async fn revoke(
    State(state): State<OidcState>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Result<Response, Failure> {
    let form = Parameters::parse(&String::from_utf8_lossy(&form));
    let client = client_authentication::client(&state, &headers, &form).await?;
    let token = form.get("token").ok_or_else(|| Failure::told("invalid_request", "token is missing"))?;
    let grant = match state.identity.read_refresh_token(token).await? {
        Some((name, _)) => state.identity.live_grant(&name).await?,
        None => userinfo::grant_of(&state, token).await?,
    };
    if let Some(grant) = grant.filter(|grant| grant.client == client.order.id) {
        state.identity.revoke_grant(&grant.name).await?;
    }
    Ok(StatusCode::OK.into_response())
}
