//! Token introspection (RFC 7662), for clients that can prove themselves and about their own tokens.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde_json::json;

use super::parameters::Posted;
use super::token_answer::{Failure, answer};
use super::{OidcState, client_authentication, userinfo};
use crate::identity::LiveGrant;

/// `POST /introspect`
pub(super) async fn introspect(
    State(state): State<OidcState>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let client = client_authentication::client(&state, &headers, &form, "/introspect").await?;
    if client.is_public() {
        return Err(Failure::client(false));
    }
    let token = form.get("token").ok_or_else(|| Failure::told("invalid_request", "token is missing"))?;
    let identity = &state.identity;
    let own = |grant: &LiveGrant| grant.client == client.order.id;
    // Whatever does not count says nothing about itself (§2.2).
    let inactive = || Ok(answer(json!({ "active": false })));
    let (grant, refresh) = match identity.grant_of_refresh_token(token).await? {
        Some(grant) => (Some(grant), true),
        None => (userinfo::grant_of(&state, token).await?, false),
    };
    let Some(grant) = grant.filter(own) else { return inactive() };
    let mut body = json!({
        "active": true,
        "iss": identity.site().id(),
        "sub": identity.subject(&client, grant.person.id).await?,
        "username": grant.person.username,
        "client_id": grant.client,
        "scope": grant.scope.join(" "),
        "exp": grant.expires_at.as_second(),
    });
    if refresh {
        body["token_type"] = "refresh_token".into();
        return Ok(answer(body));
    }
    let Some(claims) = identity.keys().verify("at+jwt", token).await? else { return inactive() };
    body["token_type"] = "Bearer".into();
    for name in ["exp", "iat", "aud", "jti", "auth_time", "acr"] {
        if let Some(value) = claims.0.get(name) {
            body[name] = value.clone();
        }
    }
    Ok(answer(body))
}
