//! The token endpoint (OpenID Connect Core 1.0 §3.1.3, §12; RFC 6749 §4.1.3, §6).

use axum::extract::{RawForm, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use ring::digest::{SHA256, SHA512, digest};
use serde_json::{Value, json};

use super::parameters::Parameters;
use super::token_answer::{Failure, answer};
use super::{OidcState, claims, client_authentication};
use crate::identity::{Algorithm, Client, CodeUse, IdentityError, LiveGrant};

/// How long an access token counts.
const ACCESS_SECONDS: i64 = 600;
/// How long an ID token counts.
const ID_SECONDS: i64 = 3600;

/// `POST /token`
pub(super) async fn exchange(
    State(state): State<OidcState>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Result<Response, Failure> {
    let form = Parameters::parse(&String::from_utf8_lossy(&form));
    let client = client_authentication::client(&state, &headers, &form).await?;
    let (grant, refresh, renewed) = match form.get("grant_type") {
        Some("authorization_code") => {
            let grant = redeem(&state, &client, &form).await?;
            let refresh = state.identity.refresh_token(&grant).await?;
            (grant, refresh, false)
        }
        Some("refresh_token") => {
            let token = form.get("refresh_token").ok_or_else(|| missing("refresh_token is missing"))?;
            let (grant, next) = state.identity.refresh(token, &client.order.id).await?;
            (narrowed(grant, &form)?, next, true)
        }
        Some(_) => return Err(Failure::told("unsupported_grant_type", "authorization_code or refresh_token")),
        None => return Err(missing("grant_type is missing")),
    };
    let access = access_token(&state, &grant).await?;
    let id_token = id_token(&state, &grant, &client, &access, renewed).await?;
    Ok(answer(json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "refresh_token": refresh,
        "id_token": id_token,
        "scope": grant.scope.join(" "),
    })))
}

async fn redeem(state: &OidcState, client: &Client, form: &Parameters) -> Result<LiveGrant, Failure> {
    // The desk's code becomes a session (`redeem_desk_code`), never tokens.
    if client.order.id == "desk" {
        return Err(Failure::told("unauthorized_client", "the desk gets no tokens"));
    }
    let shown = CodeUse {
        code: form.get("code").ok_or_else(|| missing("code is missing"))?,
        client: &client.order.id,
        redirect_uri: form.get("redirect_uri").ok_or_else(|| missing("redirect_uri is missing"))?,
        verifier: form.get("code_verifier"),
    };
    Ok(state.identity.redeem_code(shown).await?)
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

/// RFC 9068 §2: a JWT, checked against its grant wherever it is shown to us.
async fn access_token(state: &OidcState, grant: &LiveGrant) -> Result<String, IdentityError> {
    let identity = &state.identity;
    let (issuer, now) = (identity.site().id(), identity.ambient().now().as_second());
    let claims = json!({
        "iss": issuer,
        "sub": grant.person.id,
        "aud": issuer,
        "client_id": grant.client,
        "iat": now,
        "exp": now + ACCESS_SECONDS,
        "jti": format!("{}.{}", grant.name, identity.ambient().token(12)),
        "scope": grant.scope.join(" "),
        "sid": grant.sid,
        "auth_time": grant.auth_time.as_second(),
    });
    identity.keys().sign(Algorithm::Es256, "at+jwt", &claims).await
}

/// OpenID Connect Core 1.0 §2, §3.1.3.6; after a refresh without `nonce` (§12.2).
async fn id_token(
    state: &OidcState,
    grant: &LiveGrant,
    client: &Client,
    access: &str,
    renewed: bool,
) -> Result<String, IdentityError> {
    let identity = &state.identity;
    let algorithm = Algorithm::parse(&client.order.id_token_alg).unwrap_or(Algorithm::Rs256);
    let now = identity.ambient().now().as_second();
    let mut all = claims::of(grant, client);
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("iss", json!(identity.site().id()));
    put("aud", json!(client.order.id));
    put("iat", json!(now));
    put("exp", json!(now + ID_SECONDS));
    put("auth_time", json!(grant.auth_time.as_second()));
    put("sid", json!(grant.sid));
    // RFC 8176 §2.
    put("amr", json!(["pwd"]));
    put("at_hash", json!(at_hash(algorithm, access)));
    if let Some(nonce) = grant.nonce.as_ref().filter(|_| !renewed) {
        put("nonce", json!(nonce));
    }
    identity.keys().sign(algorithm, "JWT", &Value::Object(all)).await
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
