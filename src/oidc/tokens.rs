//! Access tokens and ID tokens, made from a grant.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, SHA512, digest};
use serde_json::{Value, json};

use super::wanted::Place;
use super::{OidcState, claims};
use crate::identity::{Algorithm, Client, IdentityError, LiveGrant};

/// How long an access token counts.
pub(super) const ACCESS_SECONDS: i64 = 600;
/// How long an ID token counts.
const ID_SECONDS: i64 = 3600;

/// RFC 9068 §2: a JWT, checked against its grant wherever it is shown to us.
pub(super) async fn access(state: &OidcState, grant: &LiveGrant, client: &Client) -> Result<String, IdentityError> {
    let identity = &state.identity;
    let (issuer, now) = (identity.site().id(), identity.ambient().now().as_second());
    let claims = json!({
        "iss": issuer,
        "sub": identity.subject(client, grant.person.id).await?,
        "aud": issuer,
        "client_id": grant.client,
        "iat": now,
        "exp": now + ACCESS_SECONDS,
        "jti": format!("{}.{}", grant.name, identity.ambient().token(12)),
        "scope": grant.scope.join(" "),
        "sid": grant.sid,
        "auth_time": grant.auth_time.as_second(),
        "acr": acr(grant),
    });
    identity.keys().sign(Algorithm::Es256, "at+jwt", &claims).await
}

/// OpenID Connect Core 1.0 §2, §3.1.3.6; after a refresh without `nonce` (§12.2).
pub(super) async fn id(
    state: &OidcState,
    grant: &LiveGrant,
    client: &Client,
    access: Option<&str>,
    renewed: bool,
) -> Result<String, IdentityError> {
    let identity = &state.identity;
    let algorithm = Algorithm::parse(&client.order.id_token_alg).unwrap_or(Algorithm::Rs256);
    let now = identity.ambient().now().as_second();
    let mut all = claims::of(state, grant, client, Place::IdToken).await?;
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("iss", json!(identity.site().id()));
    put("aud", json!(client.order.id));
    put("iat", json!(now));
    put("exp", json!(now + ID_SECONDS));
    put("auth_time", json!(grant.auth_time.as_second()));
    put("sid", json!(grant.sid));
    put("acr", json!(acr(grant)));
    put("amr", amr(grant));
    if let Some(access) = access {
        put("at_hash", json!(at_hash(algorithm, access)));
    }
    if let Some(nonce) = grant.nonce.as_ref().filter(|_| !renewed) {
        put("nonce", json!(nonce));
    }
    identity.keys().sign(algorithm, "JWT", &Value::Object(all)).await
}

/// What the sign-in is worth (OpenID Connect Core 1.0 §2).
const fn acr(grant: &LiveGrant) -> &'static str {
    if grant.second_factor { "mfa" } else { "pwd" }
}

/// What was shown at the sign-in (RFC 8176 §2).
fn amr(grant: &LiveGrant) -> Value {
    match (grant.amr.is_empty(), grant.second_factor) {
        (false, _) => json!(grant.amr),
        // A session from before passkeys were known.
        (true, true) => json!(["pwd", "otp", "mfa"]),
        (true, false) => json!(["pwd"]),
    }
}

/// The left half of the token's digest, with the hash of the signature's algorithm.
fn at_hash(algorithm: Algorithm, access: &str) -> String {
    let hash = if algorithm == Algorithm::EdDsa { &SHA512 } else { &SHA256 };
    let whole = digest(hash, access.as_bytes());
    let half = &whole.as_ref()[..whole.as_ref().len() / 2];
    URL_SAFE_NO_PAD.encode(half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_hash_is_that_of_the_example_in_core_appendix_a() {
        let access = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(at_hash(Algorithm::Rs256, access), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
