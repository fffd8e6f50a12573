//! The second step of a sign-in: a code or a passkey, or setting one of them up when a rule demands it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::caller::Caller;
use super::continuation::Continuation;
use super::pages;
use super::parameters::{Parameters, Posted, Queried};
use super::passkey::{self, Ceremony};
use super::{OidcState, entry, sign_in};
use crate::identity::{IdentityError, NewAuthenticator, Person, Proven, SecondStep, Viewer};
use crate::web::{Nonce, Words};

/// Setting a second factor up by wish wants a sign-in that is no older than this, in seconds.
const FRESH: i64 = 600;

/// What every form of the second step carries along.
pub(super) struct Carried<'a> {
    pub(super) csrf: &'a str,
    pub(super) continuation: &'a str,
    pub(super) proof: &'a str,
    pub(super) reason: Option<String>,
}

#[derive(Template)]
#[template(path = "oidc/second_factor.html")]
struct CodePage<'a> {
    words: Words,
    carried: Carried<'a>,
    /// An app shows the code; without one, only recovery codes are left to type.
    app: bool,
    passkey: Option<Ceremony>,
}

#[derive(Template)]
#[template(path = "oidc/authenticator.html")]
struct SetUpPage<'a> {
    words: Words,
    carried: Carried<'a>,
    shown: NewAuthenticator,
    passkey: Option<Ceremony>,
}

#[derive(Template)]
#[template(path = "oidc/recovery_codes.html")]
struct CodesPage<'a> {
    words: Words,
    codes: &'a [String],
    onwards: &'a str,
}

/// The first step is taken: on to the second one, or in.
pub(super) async fn or_enter(
    state: &OidcState,
    caller: &Caller,
    proven: &Proven,
    continuation: Option<&Continuation>,
) -> Response {
    match start(state, caller, proven, continuation).await {
        Ok(response) => response,
        Err(error) => pages::failed(caller, &error),
    }
}

async fn start(
    state: &OidcState,
    caller: &Caller,
    proven: &Proven,
    continuation: Option<&Continuation>,
) -> Result<Response, IdentityError> {
    let person = &proven.person;
    match state.identity.step_after(&proven.first, person).await? {
        SecondStep::None => {
            let handle = entry::begin(state, caller, proven, None).await?;
            Ok(entry::with_session(state, sign_in::onwards(state, continuation), &handle))
        }
        SecondStep::Code => {
            let proof = state.identity.first_proof(person, &proven.first).await?;
            code_page(state, caller, person, continuation, &proof, None).await
        }
        SecondStep::SetUp => {
            let proof = state.identity.first_proof(person, &proven.first).await?;
            let shown = state.identity.new_authenticator(person);
            set_up_page(state, caller, person, Offer { to: continuation, proof: &proof, shown }, None).await
        }
    }
}

/// `GET /second-factor`: setting one up by wish, or a new phone, soon after a sign-in; also when an app
/// that cannot do without a second factor waits (`continue`).
pub(super) async fn show(State(state): State<OidcState>, Queried(wish): Queried, caller: Caller) -> Response {
    let continuation = wish.get("continue").and_then(Continuation::parse);
    let Some(viewer) = caller.viewer.as_ref().filter(|viewer| is_fresh(&state, viewer)) else {
        return again("/second-factor");
    };
    match by_wish(&state, &caller, viewer, continuation.as_ref()).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn by_wish(
    state: &OidcState,
    caller: &Caller,
    viewer: &Viewer,
    to: Option<&Continuation>,
) -> Result<Response, IdentityError> {
    let person = &viewer.person;
    let proof = state.identity.first_proof(person, &viewer.first).await?;
    let shown = state.identity.new_authenticator(person);
    set_up_page(state, caller, person, Offer { to, proof: &proof, shown }, None).await
}

/// To the sign-in, which asks again although a session is there, and back to a page of second factors.
pub(super) fn again(page: &str) -> Response {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("continue", page).finish();
    Redirect::to(&format!("/sign-in?{query}&fresh=1")).into_response()
}

/// To the sign-in, for a form that lay too long or does not fit the person's step.
pub(super) fn from_the_start(to: Option<&Continuation>) -> Response {
    let address = to.map_or_else(|| "/sign-in".to_owned(), Continuation::sign_in);
    Redirect::to(&address).into_response()
}

pub(super) fn is_fresh(state: &OidcState, viewer: &Viewer) -> bool {
    let age = state.identity.ambient().now().duration_since(viewer.signed_in_at).as_secs();
    age < FRESH && !viewer.read_only
}

/// `POST /second-factor`: the code, or the first code of a new authenticator.
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Posted(typed): Posted) -> Response {
    if !caller.posted_by_us(&state, typed.get("csrf")) {
        return caller.refuse_form();
    }
    match answer(&state, &caller, &typed).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn answer(state: &OidcState, caller: &Caller, typed: &Parameters) -> Result<Response, IdentityError> {
    let continuation = typed.get("continue").and_then(Continuation::parse);
    let to = continuation.as_ref();
    let (proof, code) = (typed.get("proof").unwrap_or_default(), typed.get("code").unwrap_or_default());
    let Some(proven) = state.identity.proven_by(proof).await? else { return Ok(from_the_start(to)) };
    let person = &proven.person;
    let step = state.identity.second_step(person).await?;
    match (step, typed.get("secret")) {
        (_, Some(secret)) if may_set_up(state, caller, person, step) => {
            set_up(state, caller, &proven, &New { secret, code, proof }, to).await
        }
        (SecondStep::Code, _) => {
            let checked = match passkey::shown(typed) {
                Some(shown) => state.identity.check_passkey(person, shown).await,
                None => state.identity.check_second_factor(person, code).await.map(|()| "otp"),
            };
            match checked {
                Ok(method) => {
                    let handle = entry::begin(state, caller, &proven, Some(method)).await?;
                    Ok(entry::with_session(state, sign_in::onwards(state, to), &handle))
                }
                Err(refusal) => {
                    let reason = Some(caller.words.say(refusal.words()));
                    code_page(state, caller, person, to, proof, reason).await
                }
            }
        }
        _ => start(state, caller, &proven, to).await,
    }
}

/// Whoever has just signed in may set up another second factor, and whoever a rule asks for the first
/// one; a password alone leads to the code.
pub(super) fn may_set_up(state: &OidcState, caller: &Caller, person: &Person, step: SecondStep) -> bool {
    let own = caller.viewer.as_ref().filter(|viewer| viewer.person.id == person.id);
    step == SecondStep::SetUp || own.is_some_and(|viewer| is_fresh(state, viewer))
}

/// An authenticator that is being set up, with its first code.
struct New<'a> {
    secret: &'a str,
    code: &'a str,
    proof: &'a str,
}

/// Keeps the authenticator and shows the recovery codes, once, on the way on.
async fn set_up(
    state: &OidcState,
    caller: &Caller,
    proven: &Proven,
    new: &New<'_>,
    to: Option<&Continuation>,
) -> Result<Response, IdentityError> {
    let person = &proven.person;
    let Some(codes) = state.identity.keep_authenticator(person, new.secret, new.code).await? else {
        let reason = Some(caller.words.say("identity-refused-code"));
        let shown = state.identity.authenticator_shown(person, new.secret)?;
        return set_up_page(state, caller, person, Offer { to, proof: new.proof, shown }, reason).await;
    };
    done(state, caller, proven, "otp", &codes, to).await
}

/// A second factor was set up, which counts as shown: recovery codes, if there are new ones, and on.
pub(super) async fn done(
    state: &OidcState,
    caller: &Caller,
    proven: &Proven,
    method: &str,
    codes: &[String],
    to: Option<&Continuation>,
) -> Result<Response, IdentityError> {
    let desk = state.identity.site().desk();
    // By wish it was from “My account”.
    let home = if caller.viewer.is_some() { "/account" } else { "/" };
    let onwards = to.map_or_else(|| format!("{desk}{home}"), |to| to.as_str().to_owned());
    let handle = entry::begin(state, caller, proven, Some(method)).await?;
    let response = if codes.is_empty() {
        Redirect::to(&onwards).into_response()
    } else {
        pages::render(&CodesPage { words: caller.words, codes, onwards: &onwards }).into_response()
    };
    Ok(entry::with_session(state, response, &handle))
}

async fn code_page(
    state: &OidcState,
    caller: &Caller,
    person: &Person,
    to: Option<&Continuation>,
    proof: &str,
    reason: Option<String>,
) -> Result<Response, IdentityError> {
    let (form, refused) = (caller.form_token(state), reason.is_some());
    let page = CodePage {
        words: caller.words,
        carried: carried(&form.token, to, proof, reason),
        app: state.identity.has_authenticator(person.id).await?,
        passkey: state.identity.passkey_wish(person).await?.map(Ceremony::from),
    };
    let mut response = finish(state, pages::render(&page), to, refused).await;
    form.keep(state, &mut response);
    Ok(response)
}

/// An authenticator on its page.
struct Offer<'a> {
    to: Option<&'a Continuation>,
    proof: &'a str,
    shown: NewAuthenticator,
}

async fn set_up_page(
    state: &OidcState,
    caller: &Caller,
    person: &Person,
    new: Offer<'_>,
    reason: Option<String>,
) -> Result<Response, IdentityError> {
    let (form, refused) = (caller.form_token(state), reason.is_some());
    // By wish a passkey has its own page.
    let passkey = match (&caller.viewer, new.to) {
        (Some(_), None) => None,
        _ => Some(Ceremony::from(state.identity.new_passkey(person).await?)),
    };
    let carried = carried(&form.token, new.to, new.proof, reason);
    let page = SetUpPage { words: caller.words, carried, shown: new.shown, passkey };
    let mut response = finish(state, pages::render(&page), new.to, refused).await;
    form.keep(state, &mut response);
    Ok(response)
}

pub(super) fn carried<'a>(
    csrf: &'a str,
    to: Option<&'a Continuation>,
    proof: &'a str,
    reason: Option<String>,
) -> Carried<'a> {
    Carried { csrf, continuation: to.map_or("", Continuation::as_str), proof, reason }
}

pub(super) async fn finish(
    state: &OidcState,
    page: crate::web::Page,
    to: Option<&Continuation>,
    refused: bool,
) -> Response {
    let targets = match to {
        Some(to) => to.form_targets(state).await.unwrap_or_default(),
        None => state.identity.site().desk(),
    };
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let nonce = Nonce::new(state.identity.ambient());
    page.status(status).scripts(nonce).posts_to(&targets).into_response()
}
