//! An authorization request, read and judged (OpenID Connect Core 1.0 §3.1.2.1, RFC 6749 §4.1.1).

use serde_json::Value;

use super::pages::{self, Trouble};
use super::parameters::Parameters;
use super::wanted;
use crate::identity::{Claims, Client, Identity, IdentityError};

/// Scopes that we know.
pub(super) const SCOPES: [&str; 5] = ["openid", "profile", "email", "groups", "offline_access"];
/// What a sign-in here is worth (Core §2, `acr`): a password was typed.
pub(super) const ACR: &str = "pwd";
/// Values of `prompt` that we know.
pub(super) const PROMPTS: [&str; 4] = ["none", "login", "consent", "select_account"];

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
    pub prompt: Vec<String>,
    pub max_age: Option<i64>,
    pub login_hint: Option<String>,
    /// Subject that the request is about: of `id_token_hint`, or wanted by `claims`.
    pub about: Option<String>,
    pub claims: Option<Value>,
}

impl Request {
    pub(super) fn prompts(&self, word: &str) -> bool {
        self.prompt.iter().any(|given| given == word)
    }
}

/// An error told to the client (RFC 6749 §4.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told(pub &'static str, pub &'static str);

/// The redirect address; none = nobody may be redirected, tell the person why.
pub(super) fn target(client: Client, all: &Parameters) -> Result<Target, Trouble> {
    let given = all.get("redirect_uri").unwrap_or_default();
    if all.get("client_id").is_some_and(|id| id != client.order.id) {
        return Err(pages::CLIENT);
    }
    if !client.knows_redirect(given) {
        return Err(pages::REDIRECT);
    }
    let form_post = all.get("response_mode") == Some("form_post");
    let state = all.get("state").map(str::to_owned);
    Ok(Target { client, redirect_uri: given.to_owned(), state, form_post })
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
    let claims = match all.get("claims").map(wanted::parse).transpose() {
        Ok(claims) => claims,
        Err(why) => return Ok(Err(Told("invalid_request", why))),
    };
    let hint = match all.get("id_token_hint") {
        Some(token) => match hint(identity, token).await? {
            Some(claims) => claims.text("sub").map(str::to_owned),
            None => return Ok(Err(Told("invalid_request", "id_token_hint is not a token of ours"))),
        },
        None => None,
    };
    let wanted_subject =
        wanted::values(claims.as_ref(), "sub").and_then(|subs| subs.first().map(|sub| (*sub).to_owned()));
    let acr = wanted::values(claims.as_ref(), "acr");
    if wanted::is_essential(claims.as_ref(), "acr") && acr.is_some_and(|values| !values.contains(&ACR)) {
        return Ok(Err(Told("unmet_authentication_requirements", "no sign-in here has that acr")));
    }
    let mut scope = all.words("scope");
    scope.retain(|scope| SCOPES.contains(&scope.as_str()) && target.client.may_ask(scope));
    let usual = target.client.metadata.default_max_age.map(i64::from);
    Ok(Ok(Request {
        scope,
        nonce: all.get("nonce").map(str::to_owned),
        challenge: all.get("code_challenge").map(str::to_owned),
        prompt: all.words("prompt"),
        max_age: all.get("max_age").and_then(|age| age.parse().ok()).or(usual),
        login_hint: all.get("login_hint").map(str::to_owned),
        about: hint.or(wanted_subject),
        claims,
    }))
}

/// The claims of an ID token of ours, over or not (Core §3.1.2.1, RP-Initiated Logout 1.0 §2).
pub(super) async fn hint(identity: &Identity, token: &str) -> Result<Option<Claims>, IdentityError> {
    let claims = identity.keys().verify("JWT", token).await?;
    Ok(claims.filter(|claims| claims.text("iss") == Some(&identity.site().id())))
}

fn refused(target: &Target, all: &Parameters) -> Option<Told> {
    if let Some(fault) = all.fault() {
        return Some(Told("invalid_request", fault));
    }
    if all.get("registration").is_some() {
        return Some(Told("registration_not_supported", "self-issued providers have that"));
    }
    match all.get("response_type") {
        Some("code") => {}
        Some(_) => return Some(Told("unsupported_response_type", "only response_type=code")),
        None => return Some(Told("invalid_request", "response_type is missing")),
    }
    if !target.client.metadata.may_use("authorization_code") {
        return Some(Told("unauthorized_client", "not registered for grant type authorization_code"));
    }
    if !matches!(all.get("response_mode"), None | Some("query" | "form_post")) {
        return Some(Told("invalid_request", "response_mode is query or form_post"));
    }
    if !all.words("scope").iter().any(|scope| scope == "openid") {
        return Some(Told("invalid_scope", "scope openid is missing"));
    }
    let prompt = all.words("prompt");
    if prompt.iter().any(|word| !PROMPTS.contains(&word.as_str())) {
        return Some(Told("invalid_request", "prompt has a value that is not known here"));
    }
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
