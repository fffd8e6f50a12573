//! Which client calls an endpoint (RFC 6749 §2.3, OpenID Connect Core 1.0 §9).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::parameters::Parameters;
use super::token_answer::Failure;
use super::{OidcState, assertion};
use crate::identity::Client;

/// Ways that work, for discovery.
pub(super) const METHODS: [&str; 4] = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

/// The client, proven by its secret or by an assertion, or named when it can prove nothing; `here` is
/// the path of the endpoint.
pub(super) async fn client(
    state: &OidcState,
    headers: &HeaderMap,
    form: &Parameters,
    here: &str,
) -> Result<Client, Failure> {
    if let Some(fault) = form.fault() {
        return Err(Failure::told("invalid_request", fault));
    }
    let basic = basic(headers)?;
    let (posted, signed) = (form.get("client_secret").is_some(), assertion::is_shown(form));
    if [basic.is_some(), posted, signed].into_iter().filter(|used| *used).count() > 1 {
        return Err(Failure::told("invalid_request", "one way to authenticate at a time"));
    }
    if signed {
        return assertion::client(state, form, here).await;
    }
    let by_header = basic.is_some();
    let (id, secret, method) = match basic {
        Some((id, secret)) => (id, Some(secret), "client_secret_basic"),
        None => {
            let id = form.get("client_id").ok_or_else(|| Failure::client(false))?.to_owned();
            let secret = form.get("client_secret").map(str::to_owned);
            let method = if secret.is_some() { "client_secret_post" } else { "none" };
            (id, secret, method)
        }
    };
    if by_header && form.get("client_id").is_some_and(|named| named != id) {
        return Err(Failure::told("invalid_request", "client_id differs from the header's"));
    }
    let client = state.identity.client(&id).await?.ok_or_else(|| Failure::client(by_header))?;
    // A public client may send the header with an empty password: some libraries cannot do without.
    let method = if client.is_public() && secret.as_deref() == Some("") { "none" } else { method };
    let proven = method == "none" || secret.is_some_and(|secret| client.secret_is(&secret));
    if proven && client.allows(method) { Ok(client) } else { Err(Failure::client(by_header)) }
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
