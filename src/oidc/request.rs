//! An authorization request, read and judged (OpenID Connect Core 1.0 §3.1.2.1, RFC 6749 §4.1.1).

use serde_json::Value;

use super::implicit::{self, ResponseType};
use super::pages::{self, Trouble};
use super::parameters::Parameters;
use super::{OidcState, wanted};
use crate::identity::{Claims, Client, Identity, IdentityError};

/// Scopes that we know.
pub(super) const SCOPES: [&str; 5] = ["openid", "profile", "email", "groups", "offline_access"];
/// What a sign-in here is worth (Core §2, `acr`): a password was typed, or a second factor shown, too.
pub(super) const ACRS: [&str; 2] = ["pwd", MFA];
/// The stronger of them.
const MFA: &str = "mfa";
/// Values of `prompt` that we know.
pub(super) const PROMPTS: [&str; 4] = ["none", "login", "consent", "select_account"];

/// A client and one of its redirect addresses: from here on an error may be told to it.
pub(super) struct Target {
    pub client: Client,
    pub redirect_uri: String,
    pub state: Option<String>,
    /// What it is answered with.
    pub kind: ResponseType,
    /// How.
    pub mode: Mode,
}

/// How an answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// In the query of the redirect address.
    Query,
    /// Behind its `#`, where only scripts read (OAuth 2.0 Multiple Response Types §2.1).
    Fragment,
    /// Posted (OAuth 2.0 Form Post Response Mode 1.0).
    FormPost,
}

/// A request that can be answered.
pub(super) struct Request {
    pub scope: Vec<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub prompt: Vec<String>,
    pub max_age: Option<i64>,
    pub login_hint: Option<String>,
    /// Subjects that the request is about, any of them: of `id_token_hint`, or wanted by `claims`.
    pub about: Option<Vec<String>>,
    pub claims: Option<Value>,
    /// Whether the client wants a second factor to be shown.
    pub second_factor: Wish,
    /// Values of an essential claim `acr`, one of which the answer must have; empty = whatever there is.
    pub acrs: Vec<String>,
}

/// How much a client wants something (Core §5.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Not at all.
    None,
    /// If it can be had: `acr_values`, a voluntary claim.
    Voluntary,
    /// Or no answer at all: an essential claim.
    Essential,
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
    let kind = all.get("response_type").and_then(ResponseType::parse).unwrap_or(ResponseType::Code);
    let mode = match all.get("response_mode") {
        Some("form_post") => Mode::FormPost,
        _ if kind == ResponseType::Code => Mode::Query,
        _ => Mode::Fragment,
    };
    let state = all.get("state").map(str::to_owned);
    Ok(Target { client, redirect_uri: given.to_owned(), state, kind, mode })
}

/// Everything else about the request.
pub(super) async fn read(
    state: &OidcState,
    target: &Target,
    all: &Parameters,
) -> Result<Result<Request, Told>, IdentityError> {
    let identity = &state.identity;
    if let Some(told) = kind_refused(state.implicit, target, all).or_else(|| refused(target, all)) {
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
    let second_factor = match second_factor_wish(claims.as_ref(), all) {
        Ok(wish) => wish,
        Err(told) => return Ok(Err(told)),
    };
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
        about: about(hint, wanted::values(claims.as_ref(), "sub")),
        acrs: essential_acrs(claims.as_ref()),
        claims,
        second_factor,
    }))
}

/// Whom the hint and the claim `sub` (Core §5.5.1) name; where both do, the answer must fit both.
fn about(hint: Option<String>, wanted: Option<Vec<&str>>) -> Option<Vec<String>> {
    match (hint, wanted) {
        (Some(hint), Some(wanted)) => Some(if wanted.contains(&hint.as_str()) { vec![hint] } else { Vec::new() }),
        (Some(hint), None) => Some(vec![hint]),
        (None, wanted) => wanted.map(|wanted| wanted.into_iter().map(str::to_owned).collect()),
    }
}

/// How much the client wants a second factor, by the claim `acr` or by `acr_values` (Core §3.1.2.1, §5.5.1.1).
fn second_factor_wish(claims: Option<&Value>, all: &Parameters) -> Result<Wish, Told> {
    let (values, essential) = (wanted::values(claims, "acr"), wanted::is_essential(claims, "acr"));
    if essential && values.as_ref().is_some_and(|values| !values.iter().any(|value| ACRS.contains(value))) {
        return Err(Told("unmet_authentication_requirements", "no sign-in here has that acr"));
    }
    let by_parameter = all.words("acr_values");
    let prefers = match &values {
        Some(values) => prefers_second_factor(values.iter().copied()),
        None => prefers_second_factor(by_parameter.iter().map(String::as_str)),
    };
    Ok(match (prefers, essential && values.is_some()) {
        (false, _) => Wish::None,
        (true, false) => Wish::Voluntary,
        (true, true) => Wish::Essential,
    })
}

fn essential_acrs(claims: Option<&Value>) -> Vec<String> {
    let values = wanted::values(claims, "acr").filter(|_| wanted::is_essential(claims, "acr"));
    values.unwrap_or_default().into_iter().map(str::to_owned).collect()
}

/// Values stand in order of preference (Core §3.1.2.1): the first one that is known here counts.
fn prefers_second_factor<'a>(mut values: impl Iterator<Item = &'a str>) -> bool {
    values.find(|value| ACRS.contains(value)) == Some(MFA)
}

/// The claims of an ID token of ours, over or not (Core §3.1.2.1, RP-Initiated Logout 1.0 §2).
pub(super) async fn hint(identity: &Identity, token: &str) -> Result<Option<Claims>, IdentityError> {
    let claims = identity.keys().verify("JWT", token).await?;
    Ok(claims.filter(|claims| claims.text("iss") == Some(&identity.site().id())))
}

/// Whether this kind of answer can be given to this client, in the way that it wants (Core §3.1.2.1, §3.2.2.1).
fn kind_refused(implicit: bool, target: &Target, all: &Parameters) -> Option<Told> {
    if let Some(fault) = all.fault() {
        return Some(Told("invalid_request", fault));
    }
    let Some(words) = all.get("response_type") else {
        return Some(Told("invalid_request", "response_type is missing"));
    };
    let Some(kind) = ResponseType::parse(words).filter(|kind| implicit || *kind == ResponseType::Code) else {
        return Some(Told("unsupported_response_type", "discovery lists those that work"));
    };
    let grant_type = if kind == ResponseType::Code { "authorization_code" } else { implicit::GRANT_TYPE };
    if !kind.is_registered(&target.client) || !target.client.metadata.may_use(grant_type) {
        return Some(Told("unauthorized_client", "not registered for this response type"));
    }
    let modes: &[&str] = if kind == ResponseType::Code { &["query", "form_post"] } else { &["fragment", "form_post"] };
    if all.get("response_mode").is_some_and(|mode| !modes.contains(&mode)) {
        return Some(Told("invalid_request", "no such response_mode for this response type"));
    }
    if kind != ResponseType::Code && all.get("nonce").is_none() {
        return Some(Told("invalid_request", "nonce is required without a code"));
    }
    None
}

fn refused(target: &Target, all: &Parameters) -> Option<Told> {
    if all.get("registration").is_some() {
        return Some(Told("registration_not_supported", "self-issued providers have that"));
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
    let code = target.kind == ResponseType::Code;
    let required = code && (target.client.order.pkce_required || target.client.is_public());
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
