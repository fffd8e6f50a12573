//! Who calls, and what they may.

use axum::extract::FromRequestParts;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, Method};

use super::error::ApiError;
use super::state::ApiState;
use crate::identity::{HandleKind, IdentityError, Scope, Viewer};
use crate::web::{Door, Language, Words, cookies, csrf};

/// How long a sign-in counts as fresh, in seconds.
pub const FRESH: i64 = 15 * 60;

/// Who is behind a request.
#[derive(Debug, Clone)]
pub enum Who {
    /// root on this server, through the socket.
    Root {
        /// This server.
        server: String,
    },
    /// A person, by desk session or personal token.
    Person {
        /// The person and the session.
        viewer: Box<Viewer>,
        /// What a token allows; a session allows everything that the person may.
        scope: Scope,
    },
}

/// An authenticated caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub who: Who,
    /// Address of the client, for audit and brake.
    pub address: Option<String>,
    /// The reader's language.
    pub language: Language,
}

impl Caller {
    /// Name for the audit list.
    pub fn name(&self) -> String {
        match &self.who {
            Who::Root { server } => format!("root@{server}"),
            Who::Person { viewer, .. } => viewer.person.username.clone(),
        }
    }

    /// The person; root is nobody's desk.
    pub fn viewer(&self) -> Result<&Viewer, ApiError> {
        match &self.who {
            Who::Person { viewer, .. } => Ok(viewer),
            Who::Root { .. } => Err(ApiError::bad("person.only")),
        }
    }

    /// Goes on only when the person signed in within the last [`FRESH`] seconds: before dangerous acts.
    /// root and personal tokens pass: nobody sits in front of them, and making a token that may write
    /// is such an act itself.
    pub fn fresh(&self, state: &ApiState) -> Result<(), ApiError> {
        let Who::Person { viewer, .. } = &self.who else { return Ok(()) };
        let age = state.ambient.now().duration_since(viewer.signed_in_at).as_secs();
        if viewer.is_program() || age <= FRESH { Ok(()) } else { Err(ApiError::stale()) }
    }

    /// Words of the reader's language.
    pub fn words(&self) -> Words {
        Words::of(self.language)
    }
}

impl FromRequestParts<ApiState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let door = door(parts);
        let who = match authorization(&parts.headers) {
            Some(("Bearer", token)) => token_holder(state, token, &parts.method).await?,
            Some(("Desk", handle)) => desk(state, parts, handle).await?,
            Some(_) => return Err(ApiError::signed_out()),
            None if door == Door::Root => Who::Root { server: state.server.clone() },
            None => {
                let cookie = cookies::ours(&parts.headers, &state.site.or_unset(), "desk");
                let handle = cookie.ok_or_else(ApiError::signed_out)?;
                from_browser(state, parts)?;
                desk(state, parts, &handle).await?
            }
        };
        Ok(Self { who, address: client_address(parts), language: Language::of(&parts.headers) })
    }
}

/// A caller who may administer this cloud.
#[derive(Debug, Clone)]
pub struct Admin(pub Caller);

impl FromRequestParts<ApiState> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match &caller.who {
            Who::Root { .. } => Ok(Self(caller)),
            Who::Person { viewer, .. } if viewer.person.admin => Ok(Self(caller)),
            Who::Person { .. } => Err(ApiError::not_allowed()),
        }
    }
}

/// The door a request came in by.
pub fn door(parts: &Parts) -> Door {
    parts.extensions.get::<Door>().copied().unwrap_or(Door::Public)
}

/// Address of the client: only doors that may forward are believed.
pub fn client_address(parts: &Parts) -> Option<String> {
    let door = door(parts);
    if !(door.may_forward() || door == Door::Desktop || door == Door::Root) {
        return None;
    }
    parts
        .headers
        .get("x-forwarded-for")?
        .to_str()
        .ok()
        .map(|list| list.split(',').next().unwrap_or(list).trim().to_owned())
}

/// Scheme and secret of `Authorization` (RFC 9110 §11.6.2).
pub fn authorization(headers: &HeaderMap) -> Option<(&str, &str)> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')
}

async fn token_holder(state: &ApiState, token: &str, method: &Method) -> Result<Who, ApiError> {
    let (viewer, scope) = state.identity.viewer_of_token(token).await?.ok_or_else(ApiError::signed_out)?;
    if !method.is_safe() && scope == Scope::Read {
        return Err(ApiError::new(http::StatusCode::FORBIDDEN, "token.read-only"));
    }
    Ok(Who::Person { viewer: Box::new(viewer), scope })
}

async fn desk(state: &ApiState, parts: &Parts, handle: &str) -> Result<Who, ApiError> {
    let viewer = state.identity.viewer(HandleKind::Desk, handle).await?.ok_or_else(ApiError::signed_out)?;
    let token = csrf::from_header(&parts.headers);
    if !parts.method.is_safe() && !csrf::token_matches(token, &viewer.csrf) {
        return Err(ApiError::new(http::StatusCode::FORBIDDEN, "csrf"));
    }
    // Signed in while the cluster takes no writes: to look, and to sign out.
    if viewer.read_only && !parts.method.is_safe() && !parts.uri.path().ends_with("/session") {
        return Err(IdentityError::ReadOnly.into());
    }
    Ok(Who::Person { viewer: Box::new(viewer), scope: Scope::Admin })
}

/// Cookies are sent by every page of the site: a write must come from the desk's own pages.
fn from_browser(state: &ApiState, parts: &Parts) -> Result<(), ApiError> {
    if parts.method.is_safe() || csrf::same_origin(&parts.headers, &state.site.or_unset().desk()) {
        Ok(())
    } else {
        Err(ApiError::new(http::StatusCode::FORBIDDEN, "csrf"))
    }
}
