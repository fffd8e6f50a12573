//! The end of a sign-in: the session begins, and the browser gets its cookie.

use axum::response::Response;

use super::OidcState;
use super::caller::{Caller, SESSION};
use crate::identity::{IdentityError, Proven};
use crate::web::cookies;

/// Begins the session of somebody who took the first step, and the second one if there was one: its handle.
pub(super) async fn begin(
    state: &OidcState,
    caller: &Caller,
    proven: &Proven,
    second: Option<&str>,
) -> Result<String, IdentityError> {
    let (address, agent) = (caller.address.as_deref(), caller.agent.as_deref());
    let began = state.identity.begin_session(&proven.person, address, agent, caller.viewer.as_ref()).await?;
    state.identity.note_steps(&began.sid, &proven.first, second).await?;
    Ok(began.handle)
}

/// An answer that leaves the session in the browser.
pub(super) fn with_session(state: &OidcState, mut response: Response, handle: &str) -> Response {
    cookies::set(response.headers_mut(), &state.identity.site(), SESSION, handle, None);
    response
}
