//! Signing in with a passkey alone: no name, no password.

use axum::extract::State;
use axum::response::Response;

use super::caller::Caller;
use super::continuation::Continuation;
use super::parameters::Posted;
use super::sign_in::Why;
use super::{OidcState, passkey, second_factor, sign_in};

/// `POST /passkey-sign-in`: the answer of whichever passkey the browser has.
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Posted(typed): Posted) -> Response {
    if !caller.posted_by_us(&state, typed.get("csrf")) {
        return caller.refuse_form();
    }
    let continuation = typed.get("continue").and_then(Continuation::parse);
    let to = continuation.as_ref();
    let Some(shown) = passkey::shown(&typed) else { return second_factor::from_the_start(to) };
    match state.identity.sign_in_by_passkey(shown, caller.address.as_deref()).await {
        Ok(proven) => second_factor::or_enter(&state, &caller, &proven, to).await,
        Err(refusal) => {
            let why = Why::of(&refusal, caller.words);
            sign_in::page(&state, &caller, to, "", Some(why)).await
        }
    }
}
