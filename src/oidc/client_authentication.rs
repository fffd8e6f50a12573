//! Which client calls the token endpoint (RFC 6749 §2.3, OpenID Connect Core 1.0 §9).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::OidcState;
use super::parameters::Parameters;
use super::token_answer::Failure;
use crate::identity::Client;

/// The client, proven by its secret, or named when it has none.
pub(super) async fn client(state: &OidcState, headers: &HeaderMap, form: &Parameters) -> Result<Client, Failure> {
    if form.twice() {
        return Err(Failure::told("invalid_request", "a parameter stands twice"));
    }
    let basic = basic(headers)?;
    if basic.is_some() && form.get("client_secret").is_some() {
        return Err(Failure::told("invalid_request", "one way to authenticate at a time"));
    }
    let by_header = basic.is_some();
    let (id, secret) = match basic {
        Some((id, secret)) => (id, Some(secret)),
        None => (
            form.get("client_id").ok_or_else(|| Failure::client(false))?.to_owned(),
            form.get("client_secret").map(str::to_owned),
        ),
    };
    if by_header && form.get("client_id").is_some_and(|named| named != id) {
        return Err(Failure::told("invalid_request", "client_id differs from the header's"));
    }
    let client = state.identity.client(&id).await?.ok_or_else(|| Failure::client(by_header))?;
    let proven = match secret {
        // Both secret methods are good for every client that has one: many clients choose by themselves.
        Some(secret) => client.secret_is(&secret),
        None => client.is_public(),
    };
    if proven { Ok(client) } else { Err(Failure::client(by_header)) }
}

fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Failure> {
    let Some(value) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let pair = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok())
        .and_then(|decoded| String::from_utf8(decoded).ok())
        .and_then(|decoded| decoded.split_once(':').map(|(id, secret)| (form_decode(id), form_decode(secret))));
    pair.map(Some).ok_or_else(|| Failure::client(true))
}

/// Name and password are form-encoded first (RFC 6749 §2.3.1); ours do not change by it.
fn form_decode(text: &str) -> String {
    url::form_urlencoded::parse(format!("v={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
