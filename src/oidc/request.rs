//! An authorization request, read and judged (OpenID Connect Core 1.0 §3.1.2.1, RFC 6749 §4.1.1).

use super::pages::{self, Trouble};
use super::parameters::Parameters;
use crate::identity::{Claims, Client, Identity, IdentityError};

/// Scopes that we know.
pub(super) const SCOPES: [&str; 5] = ["openid", "profile", "email", "groups", "offline_access"];

/// A client and one of its redirect addresses: from here on an error may be told to it.
pub(super) struct Target {
    pub client: Client,
    pub redirect_uri: String,
    pub state: Option<String>,
    /// `form_post` instead of a redirect (OAuth 2.0 Form Post Response Mode 1.0).
    pub form_post: bool,
}

/// A request that can be answered.
pub(super) struct Request {
    pub scope: Vec<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub prompt_none: bool,
    pub prompt_login: bool,
    pub max_age: Option<i64>,
    pub login_hint: Option<String>,
    pub hint: Option<Claims>,
}

/// An error told to the client (RFC 6749 §4.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told(pub &'static str, pub &'static str);

/// Client and redirect address; none = nobody may be redirected, tell the person why.
pub(super) async fn target(identity: &Identity, all: &Parameters) -> Result<Result<Target, Trouble>, IdentityError> {
    let Some(id) = all.get("client_id") else { return Ok(Err(pages::CLIENT)) };
    let Some(client) = identity.client(id).await? else { return Ok(Err(pages::CLIENT)) };
    let given = all.get("redirect_uri").unwrap_or_default();
    if !client.order.redirect_uris.iter().any(|known| known == given) {
        return Ok(Err(pages::REDIRECT));
    }
    let form_post = all.get("response_mode") == Some("form_post");
    let state = all.get("state").map(str::to_owned);
    Ok(Ok(Target { client, redirect_uri: given.to_owned(), state, form_post }))
}

/// Everything else about the request.
pub(super) async fn read(
    identity: &Identity,
    target: &Target,
    all: &Parameters,
) -> Result<Result<Request, Told>, IdentityError> {
    if let Some(told) = refused(target, all) {
        return Ok(Err(told));
    }
    let hint = match all.get("id_token_hint") {
        Some(token) => match identity.keys().verify("JWT", token).await? {
            Some(claims) if claims.text("iss") == Some(&identity.site().id()) => Some(claims),
            _ => return Ok(Err(Told("invalid_request", "id_token_hint is not a token of ours"))),
        },
        None => None,
    };
    let prompt = all.words("prompt");
    let prompts = |word: &str| prompt.iter().any(|given| given == word);
    let mut scope = all.words("scope");
    scope.retain(|scope| SCOPES.contains(&scope.as_str()) && target.client.may_ask(scope));
    scope.dedup();
    Ok(Ok(Request {
        scope,
        nonce: all.get("nonce").map(str::to_owned),
        challenge: all.get("code_challenge").map(str::to_owned),
        prompt_none: prompts("none"),
        prompt_login: prompts("login") || prompts("select_account"),
        max_age: all.get("max_age").and_then(|age| age.parse().ok()),
        login_hint: all.get("login_hint").map(str::to_owned),
        hint,
    }))
}

fn refused(target: &Target, all: &Parameters) -> Option<Told> {
    if all.twice() {
        return Some(Told("invalid_request", "a parameter stands twice"));
    }
    if all.get("request").is_some() {
        return Some(Told("request_not_supported", "request objects are not supported"));
    }
    if all.get("request_uri").is_some() {
        return Some(Told("request_uri_not_supported", "request_uri is not supported"));
    }
    match all.get("response_type") {
        Some("code") => {}
        Some(_) => return Some(Told("unsupported_response_type", "only response_type=code")),
        None => return Some(Told("invalid_request", "response_type is missing")),
    }
    if !matches!(all.get("response_mode"), None | Some("query" | "form_post")) {
        return Some(Told("invalid_request", "response_mode is query or form_post"));
    }
    if !all.words("scope").iter().any(|scope| scope == "openid") {
        return Some(Told("invalid_scope", "scope openid is missing"));
    }
    let prompt = all.words("prompt");
    if prompt.len() > 1 && prompt.iter().any(|word| word == "none") {
        return Some(Told("invalid_request", "prompt=none stands alone"));
    }
    if all.get("max_age").is_some_and(|age| age.parse::<u32>().is_err()) {
        return Some(Told("invalid_request", "max_age is a number of seconds"));
    }
    challenge_refused(target, all)
}

/// RFC 7636 §4.3, with S256 as the only method (RFC 9700 §2.1.1).
fn challenge_refused(target: &Target, all: &Parameters) -> Option<Told> {
    let required = target.client.order.pkce_required || target.client.is_public();
    match (all.get("code_challenge"), all.get("code_challenge_method")) {
        (None, None) if required => Some(Told("invalid_request", "code_challenge is required")),
        (None, None) => None,
        (Some(challenge), Some("S256")) if is_challenge(challenge) => None,
        (Some(_), Some("S256")) => Some(Told("invalid_request", "code_challenge is not a SHA-256 digest")),
        _ => Some(Told("invalid_request", "code_challenge_method must be S256")),
    }
}

fn is_challenge(challenge: &str) -> bool {
    challenge.len() == 43 && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
