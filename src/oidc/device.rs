//! Devices without a browser (RFC 8628): their endpoint, and the page where a person types the code.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::caller::Caller;
use super::consent;
use super::continuation::Continuation;
use super::pages::{self, Switch};
use super::parameters::{Posted, Queried};
use super::token_answer::{Failure, answer};
use super::{OidcState, client_authentication, request, token};
use crate::identity::{Client, Device, IdentityError, Viewer};
use crate::web::{Words, csrf};

/// Seconds between two questions of a device (§3.2).
pub(super) const INTERVAL: i64 = 5;

/// `POST /device-authorization` (§3.1)
pub(super) async fn begin(
    State(state): State<OidcState>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let client = client_authentication::client(&state, &headers, &form, "/device-authorization").await?;
    if !client.metadata.may_use(token::DEVICE) || client.order.id == "desk" {
        return Err(Failure::told("unauthorized_client", "the client is not registered for devices"));
    }
    let mut scope = form.words("scope");
    scope.retain(|scope| request::SCOPES.contains(&scope.as_str()) && client.may_ask(scope));
    let order = state.identity.new_device(&client.order.id, scope).await?;
    let page = format!("{}/device", state.identity.site().id());
    Ok(answer(json!({
        "device_code": order.device_code,
        "user_code": order.user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={}", order.user_code),
        "expires_in": order.seconds,
        "interval": INTERVAL,
    })))
}

#[derive(Template)]
#[template(path = "oidc/device.html")]
struct CodePage<'a> {
    words: Words,
    switch: Switch,
    csrf: &'a str,
    typed: &'a str,
    /// Why the last code was not taken: a key.
    reason: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "oidc/device_confirm.html")]
struct ConfirmPage<'a> {
    words: Words,
    switch: Switch,
    csrf: &'a str,
    code: &'a str,
    app: &'a str,
    name: &'a str,
    shared: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "oidc/device_done.html")]
struct DonePage<'a> {
    words: Words,
    title: &'static str,
    text: &'static str,
    app: &'a str,
}

/// `GET /device`: whoever is signed in types the code; a code in the address only fills the field (§5.4).
pub(super) async fn show(Queried(all): Queried, caller: Caller) -> Response {
    let Some(viewer) = &caller.viewer else {
        let waiting = Continuation::to("/device", &all.only(&["user_code"], &[]).encode());
        return Redirect::to(&waiting.sign_in()).into_response();
    };
    code_page(&caller, viewer, all.get("user_code").unwrap_or_default(), None)
}

fn code_page(caller: &Caller, viewer: &Viewer, typed: &str, reason: Option<&'static str>) -> Response {
    let words = caller.words;
    let typed: String = typed.chars().take(20).collect();
    let switch = Switch::at(words, "/device", &[("user_code", &typed)]);
    let page = CodePage { words, switch, csrf: &viewer.csrf, typed: &typed, reason };
    let status = if reason.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    pages::render(&page).status(status).into_response()
}

/// `POST /device`: first the code, then the answer.
pub(super) async fn submit(State(state): State<OidcState>, caller: Caller, Posted(form): Posted) -> Response {
    let viewer = caller.viewer.as_ref().filter(|viewer| csrf::token_matches(form.get(csrf::FIELD), &viewer.csrf));
    let (Some(viewer), true) = (viewer, caller.is_own_page(&state)) else { return caller.refuse_form() };
    let typed = form.get("user_code").unwrap_or_default();
    match judge(&state, &caller, viewer, typed, form.get("answer")).await {
        Ok(response) => response,
        Err(error) => pages::failed(&caller, &error),
    }
}

async fn judge(
    state: &OidcState,
    caller: &Caller,
    viewer: &Viewer,
    typed: &str,
    answer: Option<&str>,
) -> Result<Response, IdentityError> {
    let (who, now) = (viewer.person.id.to_string(), state.identity.ambient().now());
    if !state.guesses.may_try(&who, now) {
        return Ok(code_page(caller, viewer, "", Some("oidc-device-too-many")));
    }
    let found = match state.identity.device(typed).await? {
        Some(device) => state.identity.client(&device.client).await?.map(|client| (device, client)),
        None => None,
    };
    let Some((device, client)) = found else {
        state.guesses.wrong(&who, now);
        return Ok(code_page(caller, viewer, typed, Some("oidc-device-unknown")));
    };
    if !viewer.person.may(&client.order.groups) {
        return Ok(pages::not_yours(state, caller, viewer, &client));
    }
    match answer {
        None => Ok(confirm(caller, viewer, &device, &client)),
        Some(answer) => {
            let agrees = answer == "yes";
            let counted = state.identity.answer_device(&device, agrees.then_some(viewer)).await?;
            if counted {
                Ok(done(caller, &client, agrees))
            } else {
                Ok(code_page(caller, viewer, "", Some("oidc-device-unknown")))
            }
        }
    }
}

/// The person must see which app asks and that the code is that of the device before them (§5.4).
fn confirm(caller: &Caller, viewer: &Viewer, device: &Device, client: &Client) -> Response {
    let words = caller.words;
    let page = ConfirmPage {
        words,
        switch: Switch::at(words, "/device", &[("user_code", &device.user_code)]),
        csrf: &viewer.csrf,
        code: &device.user_code,
        app: client.order.name.in_language(words.language().tag()),
        name: &viewer.person.name,
        shared: consent::shared(&device.scope),
    };
    pages::render(&page).into_response()
}

fn done(caller: &Caller, client: &Client, agreed: bool) -> Response {
    let words = caller.words;
    let (title, text) = if agreed {
        ("oidc-device-done-title", "oidc-device-done-text")
    } else {
        ("oidc-device-refused-title", "oidc-device-refused-text")
    };
    pages::render(&DonePage { words, title, text, app: client.order.name.in_language(words.language().tag()) })
        .into_response()
}
