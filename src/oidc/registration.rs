//! Dynamic registration and its management (OpenID Connect Registration 1.0, RFC 7591, RFC 7592).

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::registration_metadata::{self as metadata, Registration, wrong};
use super::said::Said;
use super::token_answer::{Failure, answer};
use super::{OidcState, userinfo};
use crate::identity::{Client, IdentityError};

/// A body, or why it could not be read.
type Body = Result<Bytes, BytesRejection>;

/// Largest registration that is read, in bytes.
const MOST: usize = 64 * 1024;

/// `POST /register`: closed unless an initial token is shown (RFC 7591 §3).
pub(super) async fn create(
    State(state): State<OidcState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let token = userinfo::bearer(&headers).ok_or_else(Failure::bearer)?;
    if !state.identity.initial_token_counts(&token).await? {
        return Err(Failure::bearer());
    }
    let id = format!("dyn-{}", state.identity.ambient().hex(10));
    // First everything that can be wrong with it: a mistake does not use the token up.
    let registration = read(&state, &received(body)?, &id).await?;
    if !state.identity.use_initial_token(&token, &id).await? {
        return Err(Failure::bearer());
    }
    let mut response = keep(&state, registration).await?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// `GET /register/{id}` (RFC 7592 §2.1)
pub(super) async fn show(
    State(state): State<OidcState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let client = managed(&state, &id, &headers).await?;
    Ok(answer(shown(&state, &client).await?))
}

/// `PUT /register/{id}` (RFC 7592 §2.2): replaces everything but identifier and secret.
pub(super) async fn replace(
    State(state): State<OidcState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let client = managed(&state, &id, &headers).await?;
    let body = received(body)?;
    let said: Value = parsed(&body)?;
    if said["client_id"] != client.order.id.as_str() {
        return Err(wrong("client_id must be the one that was issued"));
    }
    if said.get("client_secret").is_some_and(|secret| secret.as_str() != client.secret()) {
        return Err(wrong("client_secret cannot be chosen"));
    }
    for name in
        ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"]
    {
        if said.get(name).is_some() {
            return Err(wrong("a member of the answer stands in the request (RFC 7592, section 2.2)"));
        }
    }
    let registration = read(&state, &body, &id).await?;
    state.identity.note_registration("client.change", &id).await;
    keep(&state, registration).await
}

/// `DELETE /register/{id}` (RFC 7592 §2.3)
pub(super) async fn remove(
    State(state): State<OidcState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let client = managed(&state, &id, &headers).await?;
    state.identity.remove_client(&client.order.id).await?;
    state.identity.note_registration("client.remove", &client.order.id).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The client that a registration token manages. An unknown client is answered like a wrong token
/// (RFC 7592 §2.1): nothing tells whether there is one.
async fn managed(state: &OidcState, id: &str, headers: &HeaderMap) -> Result<Client, Failure> {
    let token = userinfo::bearer(headers).ok_or_else(Failure::bearer)?;
    let genuine = registration_token(state, id).await?;
    if !crate::web::csrf::same(genuine.as_bytes(), token.as_bytes()) {
        return Err(Failure::bearer());
    }
    let client = state.identity.client(id).await?.filter(|client| client.metadata.dynamic);
    client.ok_or_else(Failure::bearer)
}

/// Computed, never stored: it counts as long as its client is registered.
async fn registration_token(state: &OidcState, id: &str) -> Result<String, IdentityError> {
    Ok(format!("ur_{}", state.identity.keys().mac("registration", id).await?))
}

fn received(body: Body) -> Result<Bytes, Failure> {
    body.map_err(|_| wrong("the registration is too long"))
}

fn parsed(body: &[u8]) -> Result<Value, Failure> {
    if body.len() > MOST {
        return Err(wrong("the registration is too long"));
    }
    let said: Option<Value> = serde_json::from_slice(body).ok();
    said.filter(Value::is_object).ok_or_else(|| wrong("the body is not a JSON object"))
}

async fn read(state: &OidcState, body: &[u8], id: &str) -> Result<Registration, Failure> {
    let registration = metadata::read(
        &Said { all: &parsed(body)?, https: state.identity.site().secure(), implicit: state.implicit },
        id,
    )?;
    metadata::sector_agrees(state, &registration).await?;
    Ok(registration)
}

async fn keep(state: &OidcState, registration: Registration) -> Result<Response, Failure> {
    let id = registration.order.id.clone();
    let kept = state.identity.register_client_with(registration.order, registration.metadata).await;
    match kept {
        Ok(_) => {}
        Err(IdentityError::Invalid(_)) => return Err(wrong("the registration cannot be used")),
        Err(error) => return Err(error.into()),
    }
    let client = state.identity.client(&id).await?.ok_or_else(Failure::bearer)?;
    tracing::info!(client.id = id, "client registered");
    Ok(answer(shown(state, &client).await?))
}

/// RFC 7591 §3.2.1, with everything that is registered.
async fn shown(state: &OidcState, client: &Client) -> Result<Value, IdentityError> {
    let mut all = metadata::shown(client);
    let id = &client.order.id;
    all["client_id"] = json!(id);
    all["client_id_issued_at"] = json!(client.registered_at.as_second());
    all["registration_client_uri"] = json!(format!("{}/register/{id}", state.identity.site().id()));
    all["registration_access_token"] = json!(registration_token(state, id).await?);
    if let Some(secret) = client.secret() {
        all["client_secret"] = json!(secret);
        all["client_secret_expires_at"] = json!(0);
    }
    Ok(all)
}
