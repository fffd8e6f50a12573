//! The pushed authorization request endpoint (RFC 9126).

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::asked::PUSHED;
use super::parameters::{Parameters, Posted};
use super::request::{self, Told};
use super::request_object;
use super::token_answer::{Failure, answer};
use super::{OidcState, client_authentication};
use crate::identity::Client;

/// Parameters that prove the client and are no part of its request.
const PROOF: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// `POST /par`
pub(super) async fn push(
    State(state): State<OidcState>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    // RFC 9126 §2.3 has a status of its own for that.
    if form.is_too_long() {
        return Err(Failure::too_long());
    }
    let client = client_authentication::client(&state, &headers, &form, "/par").await?;
    if form.get("request_uri").is_some() {
        return Err(Failure::told("invalid_request", "a reference cannot be pushed"));
    }
    let pushed = form.without(&PROOF).with("client_id", &client.order.id);
    judge(&state, &client, &pushed).await?;
    let (reference, seconds) = state.identity.push_request(&client.order.id, &pushed.encode()).await?;
    let mut response = answer(json!({ "request_uri": format!("{PUSHED}{reference}"), "expires_in": seconds }));
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// RFC 9126 §2.1: what the authorization endpoint would refuse is refused here already.
async fn judge(state: &OidcState, client: &Client, pushed: &Parameters) -> Result<(), Failure> {
    let told = |Told(error, description)| Failure::told(error, description);
    let all = match pushed.get("request") {
        Some(token) => {
            let now = state.identity.ambient().now().as_second();
            request_object::merged(state, client, pushed, token, Some(now)).await.map_err(told)?
        }
        None if client.metadata.require_signed_request_object => {
            return Err(Failure::told("invalid_request", "this client signs its requests (RFC 9101)"));
        }
        None => pushed.clone(),
    };
    let target = request::target(client.clone(), &all)
        .map_err(|_| Failure::told("invalid_request", "redirect_uri is not registered"))?;
    request::read(state, &target, &all).await?.map(|_| ()).map_err(told)
}
