//! What this provider can do (OpenID Connect Discovery 1.0 §3, RFC 8414 §2): only what works.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use serde_json::{Value, json};

use super::client_authentication::METHODS;
use super::implicit::{self, ResponseType};
use super::{OidcState, request, request_object, token};

/// Algorithms that we sign with.
const SIGNED: [&str; 3] = ["RS256", "ES256", "EdDSA"];

/// `GET /.well-known/openid-configuration`
pub(super) async fn show(State(state): State<OidcState>) -> Response {
    let issuer = state.identity.site().id();
    let mut all = endpoints(&issuer);
    if let (Value::Object(all), Value::Object(abilities)) = (&mut all, abilities(state.implicit)) {
        all.extend(abilities);
    }
    public(Json(all).into_response())
}

fn endpoints(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "registration_endpoint": at("/register"),
        "end_session_endpoint": at("/logout"),
        "check_session_iframe": at("/check-session"),
        "revocation_endpoint": at("/revoke"),
        "introspection_endpoint": at("/introspect"),
        "pushed_authorization_request_endpoint": at("/par"),
        "device_authorization_endpoint": at("/device-authorization"),
    })
}

fn abilities(implicit: bool) -> Value {
    let (mut response_types, mut modes) = (vec![ResponseType::Code.words()], vec!["query", "form_post"]);
    let mut grant_types = token::GRANT_TYPES.to_vec();
    if implicit {
        response_types.extend(ResponseType::IMPLICIT.map(ResponseType::words));
        modes.push("fragment");
        grant_types.push(implicit::GRANT_TYPE);
    }
    let proven: Vec<&str> = METHODS.into_iter().filter(|method| *method != "none").collect();
    let signed_by_clients: Vec<&str> =
        request_object::ALGORITHMS.into_iter().filter(|algorithm| *algorithm != "none").collect();
    json!({
        "scopes_supported": request::SCOPES,
        "response_types_supported": response_types,
        "response_modes_supported": modes,
        "grant_types_supported": grant_types,
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": SIGNED,
        "userinfo_signing_alg_values_supported": SIGNED,
        "request_object_signing_alg_values_supported": request_object::ALGORITHMS,
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": signed_by_clients,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": signed_by_clients,
        "introspection_endpoint_auth_methods_supported": proven,
        "introspection_endpoint_auth_signing_alg_values_supported": signed_by_clients,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": request::PROMPTS,
        "acr_values_supported": request::ACRS,
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "sid", "acr", "amr", "at_hash",
            "name", "given_name", "preferred_username", "locale", "email", "email_verified", "groups",
        ],
        "ui_locales_supported": ["fr", "en"],
        "claims_parameter_supported": true,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "require_pushed_authorization_requests": false,
        "authorization_response_iss_parameter_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    })
}

/// Public, and good for a few minutes.
pub(super) fn public(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}
