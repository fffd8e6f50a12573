//! The `UserInfo` endpoint (OpenID Connect Core 1.0 §5.3) with bearer tokens (RFC 6750).

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::parameters::Posted;
use super::token_answer::{Failure, answer};
use super::wanted::Place;
use super::{OidcState, claims};
use crate::identity::{Algorithm, Client, IdentityError, LiveGrant};

/// `GET /userinfo`
pub(super) async fn get(State(state): State<OidcState>, headers: HeaderMap) -> Response {
    show(&state, bearer(&headers)).await
}

/// `POST /userinfo`, with the token in the header or in the form (RFC 6750 §2.2), not in both (§2).
pub(super) async fn post(State(state): State<OidcState>, headers: HeaderMap, Posted(form): Posted) -> Response {
    let (header, posted) = (bearer(&headers), form.get("access_token").map(str::to_owned));
    let twice = header.is_some() && posted.is_some();
    // A client that puts the token into the header may send any body: nothing in it is read.
    if twice || (header.is_none() && form.fault().is_some()) {
        let challenge = "Bearer error=\"invalid_request\"";
        let failure = Failure::told("invalid_request", "one token, in one place, in a form in UTF-8");
        let mut response = failure.into_response();
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        return response;
    }
    show(&state, header.or(posted)).await
}

async fn show(state: &OidcState, token: Option<String>) -> Response {
    // No code where nothing was shown (RFC 6750 §3.1).
    let Some(token) = token else { return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response() };
    match answer_for(state, &token).await {
        Ok(Some(response)) => response,
        Ok(None) => Failure::bearer().into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn answer_for(state: &OidcState, token: &str) -> Result<Option<Response>, IdentityError> {
    let Some(grant) = grant_of(state, token).await? else { return Ok(None) };
    let Some(client) = state.identity.client(&grant.client).await? else { return Ok(None) };
    if !grant.scope.iter().any(|scope| scope == "openid") {
        let challenge = "Bearer error=\"insufficient_scope\", scope=\"openid\"";
        return Ok(Some((StatusCode::FORBIDDEN, [(WWW_AUTHENTICATE, challenge)]).into_response()));
    }
    let claims = claims::of(state, &grant, &client, Place::UserInfo).await?;
    Ok(Some(match client.metadata.userinfo_signed_response_alg.as_deref().and_then(Algorithm::parse) {
        Some(algorithm) => signed(state, &client, algorithm, Value::Object(claims)).await?,
        None => answer(Value::Object(claims)),
    }))
}

/// As a JWT for the client that registered for it (§5.3.2).
async fn signed(
    state: &OidcState,
    client: &Client,
    algorithm: Algorithm,
    mut claims: Value,
) -> Result<Response, IdentityError> {
    claims["iss"] = json!(state.identity.site().id());
    claims["aud"] = json!(client.order.id);
    let token = state.identity.keys().sign(algorithm, "JWT", &claims).await?;
    Ok(([(CONTENT_TYPE, "application/jwt"), (CACHE_CONTROL, "no-store")], token).into_response())
}

/// The grant behind an access token that counts, with the scopes that the token itself carries.
pub(super) async fn grant_of(state: &OidcState, token: &str) -> Result<Option<LiveGrant>, IdentityError> {
    let identity = &state.identity;
    let Some(claims) = identity.keys().verify("at+jwt", token).await? else { return Ok(None) };
    let (issuer, now) = (identity.site().id(), identity.ambient().now().as_second());
    let counts = claims.text("iss") == Some(&issuer) && claims.seconds("exp").is_some_and(|exp| now < exp);
    let Some((name, _)) = claims.text("jti").and_then(|jti| jti.split_once('.')).filter(|_| counts) else {
        return Ok(None);
    };
    let scope = claims.text("scope").unwrap_or_default().split(' ').map(str::to_owned).collect();
    Ok(identity.live_grant(name).await?.map(|mut grant| {
        grant.scope = scope;
        grant
    }))
}

/// The token of `Authorization: Bearer …` (RFC 6750 §2.1).
pub(super) fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
