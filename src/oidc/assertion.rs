//! A client that proves itself by a signed assertion: `private_key_jwt` (RFC 7523 §2.2 and §3, OpenID
//! Connect Core 1.0 §9).

use jiff::Timestamp;

use super::OidcState;
use super::parameters::Parameters;
use super::token_answer::Failure;
use crate::identity::{Claims, Client, ForeignKeys};

/// The only kind of assertion (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// An assertion may count for so many seconds at most: its identifier is remembered until then.
const LONGEST: i64 = 3600;
/// Clocks may differ by so many seconds (decisions §7).
const LEEWAY: i64 = 60;

/// Whether the form carries an assertion.
pub(super) fn is_shown(form: &Parameters) -> bool {
    form.get("client_assertion").is_some() || form.get("client_assertion_type").is_some()
}

/// The client that signed it; `here` is the path of the endpoint that was called.
pub(super) async fn client(state: &OidcState, form: &Parameters, here: &str) -> Result<Client, Failure> {
    if form.get("client_assertion_type") != Some(JWT_BEARER) {
        return Err(Failure::told("invalid_request", "client_assertion_type is unknown"));
    }
    let token = form.get("client_assertion").unwrap_or_default();
    let named = ForeignKeys::claimed(token, "sub").ok_or_else(|| refused("assertion without sub"))?;
    if form.get("client_id").is_some_and(|id| id != named) {
        return Err(refused("client_id differs from the assertion's sub"));
    }
    let client = state.identity.client(&named).await?.filter(|client| client.allows("private_key_jwt"));
    let client = client.ok_or_else(|| refused("unknown client, or not registered for private_key_jwt"))?;
    let only = client.metadata.token_endpoint_auth_signing_alg.as_deref();
    let (_, claims) = state.keys.verify(&client, token, only).await.map_err(|error| {
        tracing::info!(client.id = named, assertion.error = %error, "assertion refused");
        refused("assertion not signed by a key of the client")
    })?;
    let until = judge(state, &claims, &named, here)?;
    let identifier =
        claims.text("jti").filter(|jti| !jti.is_empty()).ok_or_else(|| refused("assertion without jti"))?;
    if state.identity.is_first_use(&named, identifier, until).await? {
        Ok(client)
    } else {
        Err(refused("assertion used twice"))
    }
}

/// RFC 7523 §3: issuer, audience, times. The moment after which it can be forgotten.
fn judge(state: &OidcState, claims: &Claims, client: &str, here: &str) -> Result<Timestamp, Failure> {
    let identity = &state.identity;
    if claims.text("iss") != Some(client) {
        return Err(refused("assertion's iss differs from its sub"));
    }
    let issuer = identity.site().id();
    // The issuer, the token endpoint, or the endpoint that was called (RFC 9126 §2).
    let audiences = [issuer.clone(), format!("{issuer}/"), format!("{issuer}/token"), format!("{issuer}{here}")];
    if !audiences.iter().any(|audience| claims.is_for(audience)) {
        return Err(refused("assertion for somebody else"));
    }
    let now = identity.ambient().now().as_second();
    let exp = claims.seconds("exp").ok_or_else(|| refused("assertion without exp"))?;
    if exp <= now - LEEWAY {
        return Err(refused("assertion over"));
    }
    if exp > now + LONGEST {
        return Err(refused("assertion counts for too long"));
    }
    let early = |name: &str| claims.seconds(name).is_some_and(|from| from > now + LEEWAY);
    if early("nbf") || early("iat") {
        return Err(refused("assertion from the future"));
    }
    Timestamp::from_second(exp + LEEWAY).map_err(|_| refused("assertion's exp is no time"))
}

fn refused(why: &'static str) -> Failure {
    Failure::client(false).because(why)
}
