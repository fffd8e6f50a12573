//! The token endpoint (OpenID Connect Core 1.0 §3.1.3, §12; RFC 6749 §4.1.3, §6; RFC 8628 §3.4).

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde_json::json;

use super::parameters::{Parameters, Posted};
use super::token_answer::{Failure, answer};
use super::tokens;
use super::{OidcState, client_authentication};
use crate::identity::{Client, CodeUse, DevicePoll, LiveGrant};

/// Grant type of devices.
pub(super) const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Grant types that work, for discovery.
pub(super) const GRANT_TYPES: [&str; 3] = ["authorization_code", "refresh_token", DEVICE];

/// `POST /token`
pub(super) async fn exchange(
    State(state): State<OidcState>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let client = client_authentication::client(&state, &headers, &form, "/token").await?;
    let kind = form.get("grant_type").ok_or_else(|| missing("grant_type is missing"))?;
    if !GRANT_TYPES.contains(&kind) {
        return Err(Failure::told("unsupported_grant_type", "this grant type is not known here"));
    }
    // The desk's code becomes a session (`redeem_desk_code`), never tokens.
    if !client.metadata.may_use(kind) || client.order.id == "desk" {
        return Err(Failure::told("unauthorized_client", "the client is not registered for this grant type"));
    }
    let (grant, refresh, renewed) = match kind {
        "authorization_code" => {
            let grant = redeem(&state, &client, &form).await?;
            (grant.clone(), first_refresh(&state, &client, &grant).await?, false)
        }
        "refresh_token" => {
            let token = form.get("refresh_token").ok_or_else(|| missing("refresh_token is missing"))?;
            let (grant, next) = state.identity.refresh(token, &client.order.id).await?;
            (narrowed(grant, &form)?, Some(next), true)
        }
        _ => {
            let grant = poll(&state, &client, &form).await?;
            (grant.clone(), first_refresh(&state, &client, &grant).await?, false)
        }
    };
    let access = tokens::access(&state, &grant, &client).await?;
    let mut body = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": tokens::ACCESS_SECONDS,
        "scope": grant.scope.join(" "),
    });
    if let Some(refresh) = refresh {
        body["refresh_token"] = refresh.into();
    }
    if grant.scope.iter().any(|scope| scope == "openid") {
        body["id_token"] = tokens::id(&state, &grant, &client, Some(&access), renewed).await?.into();
    }
    Ok(answer(body))
}

async fn redeem(state: &OidcState, client: &Client, form: &Parameters) -> Result<LiveGrant, Failure> {
    let shown = CodeUse {
        code: form.get("code").ok_or_else(|| missing("code is missing"))?,
        client: &client.order.id,
        redirect_uri: form.get("redirect_uri").ok_or_else(|| missing("redirect_uri is missing"))?,
        verifier: form.get("code_verifier"),
    };
    Ok(state.identity.redeem_code(shown).await?)
}

async fn poll(state: &OidcState, client: &Client, form: &Parameters) -> Result<LiveGrant, Failure> {
    let code = form.get("device_code").ok_or_else(|| missing("device_code is missing"))?;
    let told = |error, description| Err(Failure::told(error, description));
    if !state.polls.may_ask(code, state.identity.ambient().now()) {
        return told("slow_down", "ask less often");
    }
    match state.identity.poll_device(code, &client.order.id).await? {
        DevicePoll::Waiting => told("authorization_pending", "nobody has answered yet"),
        DevicePoll::Refused => told("access_denied", "the person does not agree"),
        DevicePoll::Over => told("expired_token", "begin again"),
        DevicePoll::Granted(grant) => Ok(*grant),
    }
}

/// A client that did not register for refreshing gets nothing to refresh with.
async fn first_refresh(state: &OidcState, client: &Client, grant: &LiveGrant) -> Result<Option<String>, Failure> {
    if !client.metadata.may_use("refresh_token") {
        return Ok(None);
    }
    Ok(Some(state.identity.refresh_token(grant).await?))
}

fn missing(what: &'static str) -> Failure {
    Failure::told("invalid_request", what)
}

/// RFC 6749 §6: a refresh may ask for less, never for more.
fn narrowed(mut grant: LiveGrant, form: &Parameters) -> Result<LiveGrant, Failure> {
    let asked = form.words("scope");
    if asked.iter().any(|scope| !grant.scope.contains(scope)) {
        return Err(Failure::told("invalid_scope", "more than was granted"));
    }
    if !asked.is_empty() {
        grant.scope.retain(|scope| asked.contains(scope));
    }
    Ok(grant)
}
