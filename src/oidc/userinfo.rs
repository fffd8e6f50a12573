//! The `UserInfo` endpoint (OpenID Connect Core 1.0 §5.3) with bearer tokens (RFC 6750).

use axum::extract::{RawForm, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use super::parameters::Parameters;
use super::token_answer::{Failure, answer};
use super::{OidcState, claims};
use crate::identity::{IdentityError, LiveGrant};

/// `GET /userinfo`
pub(super) async fn get(State(state): State<OidcState>, headers: HeaderMap) -> Response {
    show(&state, bearer(&headers)).await
}

/// `POST /userinfo`, with the token in the header or in the form (RFC 6750 §2.2).
pub(super) async fn post(State(state): State<OidcState>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let form = Parameters::parse(&String::from_utf8_lossy(&form));
    show(&state, bearer(&headers).or_else(|| form.get("access_token").map(str::to_owned))).await
}

async fn show(state: &OidcState, token: Option<String>) -> Response {
    let Some(token) = token else { return challenge("Bearer") };
    match claims_of(state, &token).await {
        Ok(Some(claims)) => {
            let mut response = answer(claims);
            response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            response
        }
        Ok(None) => challenge("Bearer error=\"invalid_token\""),
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn claims_of(state: &OidcState, token: &str) -> Result<Option<Value>, IdentityError> {
    let Some(grant) = grant_of(state, token).await? else { return Ok(None) };
    let client = state.identity.client(&grant.client).await?;
    Ok(client.map(|client| Value::Object(claims::of(&grant, &client))))
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

fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn challenge(text: &'static str) -> Response {
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, text)]).into_response()
}
