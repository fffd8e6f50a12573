//! Front-Channel Logout 1.0: a page of ours that loads each app's logout address in a frame.

use askama::Template;
use axum::response::{IntoResponse as _, Response};

use super::OidcState;
use super::caller::Caller;
use super::continuation::source;
use super::pages;
use crate::identity::{IdentityError, Viewer};
use crate::web::{Nonce, Words};

#[derive(Template)]
#[template(path = "oidc/front_channel.html")]
struct FramesPage<'a> {
    words: Words,
    frames: &'a [String],
    onwards: &'a str,
    nonce: Nonce,
}

/// Addresses to load, of the session's apps that registered one (§2).
pub(super) async fn frames(state: &OidcState, viewer: &Viewer) -> Result<Vec<String>, IdentityError> {
    let issuer = state.identity.site().id();
    let mut frames = Vec::new();
    for client in state.identity.clients_of_session(&viewer.sid).await? {
        let uri = client.metadata.frontchannel_logout_uri.as_deref().and_then(|uri| url::Url::parse(uri).ok());
        let Some(mut uri) = uri else { continue };
        // Both or none (§2); whoever did not ask for them may still use them.
        uri.query_pairs_mut().append_pair("iss", &issuer).append_pair("sid", &viewer.sid);
        frames.push(uri.into());
    }
    Ok(frames)
}

/// The page; it goes on when all frames are loaded, or after some seconds, or by its button.
pub(super) fn page(state: &OidcState, caller: &Caller, frames: &[String], back: Option<&str>) -> Response {
    let nonce = Nonce::new(state.identity.ambient());
    let sources: Vec<String> = frames.iter().filter_map(|uri| source(uri)).collect();
    let onwards = back.unwrap_or("/signed-out");
    let page = FramesPage { words: caller.words, frames, onwards, nonce: nonce.clone() };
    pages::render(&page).scripts(nonce).frames(&sources.join(" ")).into_response()
}
