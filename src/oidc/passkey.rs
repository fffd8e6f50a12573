//! Making a passkey: on the way in when a rule demands a second factor, or by wish.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::OidcState;
use super::caller::Caller;
use super::continuation::Continuation;
use super::pages;
use super::parameters::{Parameters, Posted};
use super::second_factor::{self, Carried, again, carried, finish, is_fresh};
use crate::identity::{IdentityError, PasskeyMade, PasskeyShown, PasskeyWish, Person, SecondStep, Viewer};
use crate::web::Words;

/// What a page hands to its script, and what comes back with the answer.
pub(super) struct Ceremony {
    /// Options as JSON.
    pub(super) options: String,
    /// The challenge, sealed.
    pub(super) sealed: String,
}

impl From<PasskeyWish> for Ceremony {
    fn from(wish: PasskeyWish) -> Self {
        Self { options: wish.options.to_string(), sealed: wish.sealed }
    }
}

#[derive(Template)]
#[template(path = "oidc/passkey.html")]
struct PasskeyPage<'a> {
    words: Words,
    carried: Carried<'a>,
    passkey: Ceremony,
    desk: String,
}

/// `GET /passkey`: by wish, soon after a sign-in.
pub(super) async fn show(State(state): State<OidcState>, caller: Caller) -> Response {
    let Some(viewer) = caller.viewer.as_ref().filter(|viewer| is_fresh(&state, viewer)) else {
        return again("/passkey");
    };
    match by_wish(&state, &caller, viewer).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn by_wish(state: &OidcState, caller: &Caller, viewer: &Viewer) -> Result<Response, IdentityError> {
    let proof = state.identity.first_proof(&viewer.person, &viewer.first).await?;
    page(state, caller, &viewer.person, None, &proof, None).await
}

async fn page(
    state: &OidcState,
    caller: &Caller,
    person: &Person,
    to: Option<&Continuation>,
    proof: &str,
    reason: Option<String>,
) -> Result<Response, IdentityError> {
    let (form, refused) = (caller.form_token(state), reason.is_some());
    let page = PasskeyPage {
        words: caller.words,
        carried: carried(&form.token, to, proof, reason),
        passkey: state.identity.new_passkey(person).await?.into(),
        desk: state.identity.site().desk(),
    };
    let mut response = finish(state, pages::render(&page), to, refused).await;
    form.keep(state, &mut response);
    Ok(response)
}

/// `POST /passkey`: the new key.
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Posted(typed): Posted) -> Response {
    if !caller.posted_by_us(&state, typed.get("csrf")) {
        return caller.refuse_form();
    }
    match keep(&state, &caller, &typed).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn keep(state: &OidcState, caller: &Caller, typed: &Parameters) -> Result<Response, IdentityError> {
    let continuation = typed.get("continue").and_then(Continuation::parse);
    let to = continuation.as_ref();
    let field = |name| typed.get(name).unwrap_or_default();
    let Some(proven) = state.identity.proven_by(field("proof")).await? else {
        return Ok(second_factor::from_the_start(to));
    };
    let person = &proven.person;
    let step: SecondStep = state.identity.second_step(person).await?;
    if !second_factor::may_set_up(state, caller, person, step) {
        return Ok(second_factor::from_the_start(to));
    }
    let made = PasskeyMade {
        sealed: field("sealed"),
        client_data: field("client_data"),
        attestation: field("attestation"),
        label: field("label"),
    };
    match state.identity.keep_passkey(person, made).await? {
        Some(kept) => second_factor::done(state, caller, &proven, kept.method, &kept.codes, to).await,
        None => {
            let reason = Some(caller.words.say("identity-refused-passkey"));
            page(state, caller, person, to, field("proof"), reason).await
        }
    }
}

/// The answer of a passkey in a form; none when a code was typed.
pub(super) fn shown(typed: &Parameters) -> Option<PasskeyShown<'_>> {
    let field = |name| typed.get(name).unwrap_or_default();
    let credential = typed.get("credential").filter(|credential| !credential.is_empty())?;
    Some(PasskeyShown {
        sealed: field("sealed"),
        credential,
        client_data: field("client_data"),
        authenticator_data: field("authenticator_data"),
        signature: field("signature"),
        user_handle: field("user_handle"),
    })
}
