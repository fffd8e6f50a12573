//! Requests inside a JWT (OpenID Connect Core 1.0 §6, RFC 9101), by value or by reference.

use std::collections::BTreeMap;

use serde_json::Value;

use super::OidcState;
use super::fresh::Mark;
use super::parameters::Parameters;
use super::request::Told;
use crate::identity::{Claims, Client, ForeignKeys};

/// Algorithms that work, for discovery.
pub(super) const ALGORITHMS: [&str; 10] =
    ["none", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
/// Clocks may differ by so many seconds.
const LEEWAY: i64 = 60;

/// The outer request with what the object says above it (Core §6.1: the object counts). Its times are judged
/// at the moment `came`, in seconds since the epoch; none = they were judged before, when it was pushed.
pub(super) async fn merged(
    state: &OidcState,
    client: &Client,
    outer: &Parameters,
    token: &str,
    came: Option<i64>,
) -> Result<Parameters, Told> {
    let (header, claims) = opened(state, client, token).await?;
    if header["typ"].as_str().is_some_and(|kind| !is_request(kind)) {
        return Err(wrong("the request object is a JWT of another kind"));
    }
    judge(state, client, &claims)?;
    in_time(&claims, came)?;
    let inner = parameters(&claims)?;
    let agree = |name: &str| match (outer.get(name), inner.get(name)) {
        (Some(outer), Some(inner)) => outer == inner,
        _ => true,
    };
    if !agree("client_id") || !agree("response_type") {
        return Err(wrong("client_id or response_type differs from the request object's"));
    }
    let outer = outer.without(&["request", "request_uri"]).without(&Mark::NAMES);
    // Signed objects stand alone (RFC 9101 §6.3) where the client insists on them.
    if client.metadata.require_signed_request_object {
        return Ok(inner.with("client_id", &client.order.id));
    }
    Ok(outer.under(&inner))
}

/// RFC 9101 §10.8 recommends a type of its own; Core's objects have none or `JWT`.
fn is_request(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    ["jwt", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"].contains(&kind.as_str())
}

async fn opened(state: &OidcState, client: &Client, token: &str) -> Result<(Value, Claims), Told> {
    let only = client.metadata.request_object_signing_alg.as_deref();
    let algorithm = ForeignKeys::algorithm_of(token).ok_or_else(|| wrong("the request object is not a JWT"))?;
    if algorithm == "none" {
        let allowed = only.is_none_or(|only| only == "none") && !client.metadata.require_signed_request_object;
        if !allowed {
            return Err(wrong("the request object must be signed"));
        }
        return ForeignKeys::unsecured(token).map_err(|_| wrong("the request object is not a JWT"));
    }
    state.keys.verify(client, token, only).await.map_err(|error| {
        tracing::info!(client.id = client.order.id, request.error = %error, "request object refused");
        wrong("the request object is not signed by a key of the client")
    })
}

fn judge(state: &OidcState, client: &Client, claims: &Claims) -> Result<(), Told> {
    let issuer = state.identity.site().id();
    if claims.text("iss").is_some_and(|iss| iss != client.order.id) {
        return Err(wrong("the request object's iss is not the client"));
    }
    if !claims.0["aud"].is_null() && !claims.is_for(&issuer) && !claims.is_for(&format!("{issuer}/")) {
        return Err(wrong("the request object is for somebody else"));
    }
    Ok(())
}

fn in_time(claims: &Claims, came: Option<i64>) -> Result<(), Told> {
    let Some(came) = came else { return Ok(()) };
    if claims.seconds("exp").is_some_and(|exp| exp <= came - LEEWAY) {
        return Err(wrong("the request object is over"));
    }
    if claims.seconds("nbf").is_some_and(|from| from > came + LEEWAY) {
        return Err(wrong("the request object does not count yet"));
    }
    Ok(())
}

/// The claims that are parameters, as text.
fn parameters(claims: &Claims) -> Result<Parameters, Told> {
    let mut values = BTreeMap::new();
    for (name, value) in claims.0.as_object().into_iter().flatten() {
        if ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"].contains(&name.as_str())
            || Mark::NAMES.contains(&name.as_str())
        {
            continue;
        }
        // Core §6.1, RFC 9101 §4.
        if name == "request" || name == "request_uri" {
            return Err(wrong("a request object holds no other"));
        }
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Array(words) if words.iter().all(Value::is_string) => {
                words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
            }
            other => other.to_string(),
        };
        if !text.is_empty() {
            values.insert(name.clone(), text);
        }
    }
    Ok(Parameters::of(values))
}

/// The object behind a registered address (Core §6.2).
pub(super) async fn fetched(state: &OidcState, client: &Client, uri: &str) -> Result<String, Told> {
    let plain = |uri: &str| uri.split('#').next().unwrap_or_default().to_owned();
    if uri.len() > 512 || !client.metadata.request_uris.iter().any(|known| plain(known) == plain(uri)) {
        return Err(Told("invalid_request_uri", "the address is not registered in request_uris"));
    }
    let unread = || Told("invalid_request_uri", "the address could not be fetched");
    let body = state.fetch.get(uri).await.map_err(|error| {
        tracing::warn!(fetch.uri = uri, fetch.error = error, "request object not fetched");
        unread()
    })?;
    String::from_utf8(body).map(|token| token.trim().to_owned()).map_err(|_| unread())
}

const fn wrong(why: &'static str) -> Told {
    Told("invalid_request_object", why)
}
