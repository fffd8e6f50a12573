//! Where a request's parameters come from: the query, a request object, an address, or a push.

use super::OidcState;
use super::fresh::Mark;
use super::pages::{self, Trouble};
use super::parameters::Parameters;
use super::request::{self, Target, Told};
use super::request_object;
use crate::identity::{Client, IdentityError};

/// How references to pushed requests begin (RFC 9126 §2.2).
pub(super) const PUSHED: &str = "urn:ietf:params:oauth:request_uri:";

/// An object that waits on our pages may take so long, in seconds.
const PATIENCE: i64 = 3600;

/// A request, complete.
pub(super) struct Asked {
    /// Client and redirect address.
    pub target: Target,
    /// What it asks for.
    pub all: Parameters,
    /// What the browser carries through our pages and back: objects by value, pushes by reference.
    pub carried: Parameters,
    /// Reference of a pushed request, to be used up.
    pub pushed: Option<String>,
}

/// Why it cannot be answered.
pub(super) enum Refused {
    /// Nobody may be redirected: the person reads why.
    Page(Trouble),
    /// The client is told.
    Tell(Box<Target>, Told),
}

/// What the authorization endpoint was asked for.
pub(super) async fn read(state: &OidcState, outer: &Parameters) -> Result<Result<Asked, Refused>, IdentityError> {
    let page = |trouble| Ok(Err(Refused::Page(trouble)));
    if outer.is_repeated("client_id") || outer.is_repeated("redirect_uri") {
        return page(pages::REQUEST);
    }
    let Some(id) = outer.get("client_id") else { return page(pages::CLIENT) };
    let Some(client) = state.identity.client(id).await? else { return page(pages::CLIENT) };
    let found = match outer.fault() {
        Some(fault) => Err(Told("invalid_request", fault)),
        None => gathered(state, &client, outer).await?,
    };
    match found {
        Ok(Gathered { all, carried, pushed }) => Ok(match request::target(client, &all) {
            Ok(target) => Ok(Asked { target, all, carried, pushed }),
            Err(trouble) => Err(Refused::Page(trouble)),
        }),
        // The object is unreadable: the outer request says where to tell it, if that is registered.
        Err(told) => Ok(Err(match request::target(client, outer) {
            Ok(target) => Refused::Tell(Box::new(target), told),
            Err(trouble) if outer.get("redirect_uri").is_some() => Refused::Page(trouble),
            Err(_) => Refused::Page(pages::REQUEST),
        })),
    }
}

struct Gathered {
    all: Parameters,
    carried: Parameters,
    pushed: Option<String>,
}

async fn gathered(
    state: &OidcState,
    client: &Client,
    outer: &Parameters,
) -> Result<Result<Gathered, Told>, IdentityError> {
    let (object, reference) = (outer.get("request"), outer.get("request_uri"));
    let pushed = reference.and_then(|uri| uri.strip_prefix(PUSHED));
    if client.metadata.require_pushed_authorization_requests && pushed.is_none() {
        return Ok(Err(Told("invalid_request", "this client pushes its requests (RFC 9126)")));
    }
    if let Some(pushed) = pushed {
        return from_push(state, client, outer, pushed).await;
    }
    if client.metadata.require_signed_request_object && object.is_none() && reference.is_none() {
        return Ok(Err(Told("invalid_request", "this client signs its requests (RFC 9101)")));
    }
    let token = match (object, reference) {
        (Some(_), Some(_)) => return Ok(Err(Told("invalid_request", "request and request_uri together"))),
        (None, None) => {
            let all = outer.without(&Mark::NAMES);
            return Ok(Ok(Gathered { all, carried: outer.clone(), pushed: None }));
        }
        (Some(token), None) => token.to_owned(),
        (None, Some(uri)) => match request_object::fetched(state, client, uri).await {
            Ok(token) => token,
            Err(told) => return Ok(Err(told)),
        },
    };
    let carried = outer.without(&["request_uri"]).with("request", &token);
    // Whoever stays on a page of ours is not late: an object counts by the moment at which it came.
    let (keys, now) = (state.identity.keys(), state.identity.ambient().now().as_second());
    let asked_at = Mark::Asked.at(keys, &carried, "").await?;
    let came = asked_at.filter(|asked| now - asked < PATIENCE).unwrap_or(now);
    let all = request_object::merged(state, client, outer, &token, Some(came)).await;
    Ok(all.map(|all| Gathered { all, carried, pushed: None }))
}

/// RFC 9126 §4: the pushed parameters count alone.
async fn from_push(
    state: &OidcState,
    client: &Client,
    outer: &Parameters,
    pushed: &str,
) -> Result<Result<Gathered, Told>, IdentityError> {
    let (identity, id) = (&state.identity, client.order.id.as_str());
    // Other parameters beside it are no part of the request, and of its seal neither.
    let bare = outer.only(&["client_id", "request_uri"], &Mark::NAMES);
    let waited = Mark::Asked.at(identity.keys(), &bare, "").await?.is_some();
    let Some(text) = identity.pushed_request(id, pushed, waited).await? else {
        return Ok(Err(Told("invalid_request_uri", "the pushed request is unknown, used or over")));
    };
    let kept = Parameters::parse(text.as_bytes());
    let all = match kept.get("request") {
        Some(token) => match request_object::merged(state, client, &kept, token, None).await {
            Ok(all) => all,
            Err(told) => return Ok(Err(told)),
        },
        None if client.metadata.require_signed_request_object => {
            return Ok(Err(Told("invalid_request", "this client signs its requests (RFC 9101)")));
        }
        None => kept,
    };
    Ok(Ok(Gathered { all, carried: bare, pushed: Some(pushed.to_owned()) }))
}
