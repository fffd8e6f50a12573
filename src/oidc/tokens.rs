//! Access tokens and ID tokens, made from a grant.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, SHA512, digest};
use serde_json::{Value, json};

use super::wanted::{self, Place};
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
    let mut claims = json!({
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
    });
    if let Some(acr) = acr(grant) {
        claims["acr"] = json!(acr);
    }
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
    if let Some(acr) = acr(grant) {
        put("acr", json!(acr));
    }
    if !grant.amr.is_empty() {
        put("amr", json!(grant.amr));
    }
    if let Some(access) = access {
        put("at_hash", json!(at_hash(algorithm, access)));
    }
    if let Some(nonce) = grant.nonce.as_ref().filter(|_| !renewed) {
        put("nonce", json!(nonce));
    }
    identity.keys().sign(algorithm, "JWT", &Value::Object(all)).await
}

/// What the sign-in is worth (OpenID Connect Core 1.0 §2); none when another provider did not say.
fn acr(grant: &LiveGrant) -> Option<&'static str> {
    let typed = grant.amr.iter().any(|method| method == "pwd");
    // §5.5.1.1: one of the values that the request names, where one of them is true.
    let asked = wanted::values(grant.claims.as_ref(), "acr").unwrap_or_default();
    let less = typed && asked.contains(&"pwd") && !asked.contains(&"mfa");
    if grant.second_factor && !less { Some("mfa") } else { typed.then_some("pwd") }
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
