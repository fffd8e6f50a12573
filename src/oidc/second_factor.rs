//! The second step of a sign-in: a code, or setting an authenticator up when a rule demands one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::caller::{Caller, SESSION};
use super::continuation::Continuation;
use super::pages;
use super::parameters::{Parameters, Posted};
use super::{OidcState, sign_in};
use crate::identity::{IdentityError, NewAuthenticator, Person, SecondStep, Viewer};
use crate::web::{Words, cookies};

/// Setting a second factor up by wish wants a sign-in that is no older than this, in seconds.
const FRESH: i64 = 600;

/// What every form of the second step carries along.
struct Carried<'a> {
    csrf: &'a str,
    continuation: &'a str,
    proof: &'a str,
    reason: Option<String>,
}

#[derive(Template)]
#[template(path = "oidc/second_factor.html")]
struct CodePage<'a> {
    words: Words,
    carried: Carried<'a>,
}

#[derive(Template)]
#[template(path = "oidc/authenticator.html")]
struct SetUpPage<'a> {
    words: Words,
    carried: Carried<'a>,
    shown: NewAuthenticator,
}

#[derive(Template)]
#[template(path = "oidc/recovery_codes.html")]
struct CodesPage<'a> {
    words: Words,
    codes: &'a [String],
    onwards: &'a str,
}

/// The password was right: on to the second step, or in.
pub(super) async fn or_enter(
    state: &OidcState,
    caller: &Caller,
    person: &Person,
    continuation: Option<&Continuation>,
) -> Response {
    match start(state, caller, person, continuation).await {
        Ok(response) => response,
        Err(error) => pages::failed(caller, &error),
    }
}

async fn start(
    state: &OidcState,
    caller: &Caller,
    person: &Person,
    continuation: Option<&Continuation>,
) -> Result<Response, IdentityError> {
    match state.identity.second_step(person).await? {
        SecondStep::None => Ok(sign_in::enter(state, caller, person, continuation).await),
        SecondStep::Code => {
            let proof = state.identity.password_proof(person).await?;
            Ok(code_page(state, caller, continuation, &proof, None).await)
        }
        SecondStep::SetUp => {
            let proof = state.identity.password_proof(person).await?;
            let shown = state.identity.new_authenticator(person);
            Ok(set_up_page(state, caller, continuation, &proof, shown, None).await)
        }
    }
}

/// `GET /second-factor`: setting one up by wish, or a new phone, soon after a sign-in.
pub(super) async fn show(State(state): State<OidcState>, caller: Caller) -> Response {
    let Some(viewer) = caller.viewer.as_ref().filter(|viewer| is_fresh(&state, viewer)) else {
        return Redirect::to("/sign-in?fresh=1").into_response();
    };
    let person = viewer.person.clone();
    match state.identity.password_proof(&person).await {
        Ok(proof) => {
            let shown = state.identity.new_authenticator(&person);
            set_up_page(&state, &caller, None, &proof, shown, None).await
        }
        Err(error) => pages::failed(&caller, &error),
    }
}

fn is_fresh(state: &OidcState, viewer: &Viewer) -> bool {
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
    let Some(person) = state.identity.person_of_proof(proof).await? else {
        // The form lay too long: from the start.
        let address = to.map_or_else(|| "/sign-in".to_owned(), Continuation::sign_in);
        return Ok(Redirect::to(&address).into_response());
    };
    // Whoever has just signed in may choose another app; a password alone leads to the code.
    let own = caller.viewer.as_ref().filter(|viewer| viewer.person.id == person.id);
    let signed_in = own.is_some_and(|viewer| is_fresh(state, viewer));
    match (state.identity.second_step(&person).await?, typed.get("secret")) {
        (step, Some(secret)) if signed_in || step == SecondStep::SetUp => {
            set_up(state, caller, &person, &New { secret, code, proof }, to).await
        }
        (SecondStep::Code, _) => match state.identity.check_second_factor(&person, code).await {
            Ok(()) => {
                let handle = begin(state, caller, &person).await?;
                let mut response = sign_in::onwards(state, to);
                cookies::set(response.headers_mut(), &state.identity.site(), SESSION, &handle, None);
                Ok(response)
            }
            Err(refusal) => {
                let reason = Some(caller.words.say(refusal.words()));
                Ok(code_page(state, caller, to, proof, reason).await)
            }
        },
        _ => start(state, caller, &person, to).await,
    }
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
    person: &Person,
    new: &New<'_>,
    to: Option<&Continuation>,
) -> Result<Response, IdentityError> {
    let words = caller.words;
    let Some(codes) = state.identity.keep_authenticator(person, new.secret, new.code).await? else {
        let reason = Some(words.say("identity-refused-code"));
        let shown = state.identity.authenticator_shown(person, new.secret)?;
        return Ok(set_up_page(state, caller, to, new.proof, shown, reason).await);
    };
    let handle = begin(state, caller, person).await?;
    let onwards = to.map_or_else(|| format!("{}/", state.identity.site().desk()), |to| to.as_str().to_owned());
    let page = CodesPage { words, codes: &codes, onwards: &onwards };
    let mut response = pages::render(&page).into_response();
    cookies::set(response.headers_mut(), &state.identity.site(), SESSION, &handle, None);
    Ok(response)
}

/// A session that began with both factors: its handle.
async fn begin(state: &OidcState, caller: &Caller, person: &Person) -> Result<String, IdentityError> {
    let (address, agent) = (caller.address.as_deref(), caller.agent.as_deref());
    let began = state.identity.begin_session(person, address, agent, caller.viewer.as_ref()).await?;
    state.identity.note_second_factor(&began.sid).await?;
    Ok(began.handle)
}

async fn code_page(
    state: &OidcState,
    caller: &Caller,
    to: Option<&Continuation>,
    proof: &str,
    reason: Option<String>,
) -> Response {
    let (form, refused) = (caller.form_token(state), reason.is_some());
    let page = CodePage { words: caller.words, carried: carried(&form.token, to, proof, reason) };
    let mut response = finish(state, pages::render(&page), to, refused).await;
    form.keep(state, &mut response);
    response
}

async fn set_up_page(
    state: &OidcState,
    caller: &Caller,
    to: Option<&Continuation>,
    proof: &str,
    shown: NewAuthenticator,
    reason: Option<String>,
) -> Response {
    let (form, refused) = (caller.form_token(state), reason.is_some());
    let page = SetUpPage { words: caller.words, carried: carried(&form.token, to, proof, reason), shown };
    let mut response = finish(state, pages::render(&page), to, refused).await;
    form.keep(state, &mut response);
    response
}

fn carried<'a>(csrf: &'a str, to: Option<&'a Continuation>, proof: &'a str, reason: Option<String>) -> Carried<'a> {
    Carried { csrf, continuation: to.map_or("", Continuation::as_str), proof, reason }
}

async fn finish(state: &OidcState, page: crate::web::Page, to: Option<&Continuation>, refused: bool) -> Response {
    let targets = match to {
        Some(to) => to.form_targets(state).await.unwrap_or_default(),
        None => state.identity.site().desk(),
    };
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page.status(status).posts_to(&targets).into_response()
}
