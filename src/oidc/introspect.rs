//! Token introspection (RFC 7662), for clients with a secret and about their own tokens.

use axum::extract::{RawForm, State};
use axum::response::Response;
use http::HeaderMap;
use serde_json::json;

use super::parameters::Parameters;
use super::token_answer::{Failure, answer};
use super::{OidcState, client_authentication, userinfo};

/// `POST /introspect`
pub(super) async fn introspect(
    State(state): State<OidcState>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Result<Response, Failure> {
    let form = Parameters::parse(&String::from_utf8_lossy(&form));
    let client = client_authentication::client(&state, &headers, &form).await?;
    if client.is_public() {
        return Err(Failure::client(false));
    }
    let token = form.get("token").ok_or_else(|| Failure::told("invalid_request", "token is missing"))?;
    let identity = &state.identity;
    let (grant, kind) = match identity.grant_of_refresh_token(token).await? {
        Some(grant) => (Some(grant), "refresh_token"),
        None => (userinfo::grant_of(&state, token).await?, "Bearer"),
    };
    let Some(grant) = grant.filter(|grant| grant.client == client.order.id) else {
        return Ok(answer(json!({ "active": false })));
    };
    let exp = match identity.keys().verify("at+jwt", token).await? {
        Some(claims) => claims.seconds("exp"),
        None => Some(grant.expires_at.as_second()),
    };
    Ok(answer(json!({
        "active": true,
        "iss": identity.site().id(),
        "sub": grant.person.id,
        "username": grant.person.username,
        "client_id": grant.client,
        "scope": grant.scope.join(" "),
        "token_type": kind,
        "exp": exp,
    })))
}
