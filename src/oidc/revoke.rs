//! Token revocation (RFC 7009).

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};

use super::parameters::Posted;
use super::token_answer::Failure;
use super::{OidcState, client_authentication, userinfo};

/// `POST /revoke`: ends everything from the token's grant (§2.1). An unknown token is no error (§2.2),
/// a hint that is wrong neither.
pub(super) async fn revoke(
    State(state): State<OidcState>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let client = client_authentication::client(&state, &headers, &form, "/revoke").await?;
    let token = form.get("token").ok_or_else(|| Failure::told("invalid_request", "token is missing"))?;
    let grant = match state.identity.read_refresh_token(token).await? {
        Some((name, _)) => state.identity.live_grant(&name).await?,
        None => userinfo::grant_of(&state, token).await?,
    };
    match grant {
        // RFC 7009 §2.1: a token of another client is refused, and stays.
        Some(grant) if grant.client != client.order.id => {
            return Err(Failure::told("invalid_grant", "the token was not issued to this client"));
        }
        Some(grant) => state.identity.revoke_grant(&grant.name).await?,
        None => {}
    }
    Ok((StatusCode::OK, [(CACHE_CONTROL, "no-store")]).into_response())
}
