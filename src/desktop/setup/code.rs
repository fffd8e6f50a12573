//! The code that `unidash install` printed opens the set-up.

use askama::Template;
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::shell::{Tongue, tongues};
use super::{COOKIE, Founder, Guest, SECONDS, Turn};
use crate::client::Credential;
use crate::client::types::SetupCode;
use crate::web::{Language, Words, cookies};

#[derive(Template)]
#[template(path = "setup/code.html")]
struct CodePage {
    words: Words,
    languages: Vec<Tongue>,
    refused: Option<String>,
}

/// What the form says.
#[derive(Deserialize)]
pub(super) struct CodeForm {
    code: String,
}

/// The door; whoever has a session is led on.
pub(super) async fn show(guest: Guest) -> Result<Response, Turn> {
    if let Some(token) = cookies::ours(&guest.headers, &guest.place(), COOKIE)
        && let Ok(state) = guest.client.with(Credential::Setup(token)).setup_state().await
    {
        return Ok(Redirect::to(&format!("/setup/{}", state.next)).into_response());
    }
    let mut response = draw(&guest, None)?;
    // The switch of languages is a link: the choice is kept until somebody signs in.
    let language = format!("{}={}; Path=/; Max-Age=86400; SameSite=Lax", Language::COOKIE, guest.words.language());
    if let Ok(value) = language.parse() {
        response.headers_mut().append(http::header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Trades the code for a session.
pub(super) async fn open(guest: Guest, Form(form): Form<CodeForm>) -> Result<Response, Turn> {
    guest.must_be_ours()?;
    match guest.client.setup_session(&SetupCode { code: form.code }).await {
        Ok(session) => {
            let mut response = Redirect::to("/setup").into_response();
            cookies::set(response.headers_mut(), &guest.place(), COOKIE, &session.token, Some(SECONDS));
            Ok(response)
        }
        Err(crate::client::ClientError::Problem(problem)) => draw(&guest, Some(problem.message)),
        Err(error) => draw(&guest, Some(Founder::sentence(error)?)),
    }
}

fn draw(guest: &Guest, refused: Option<String>) -> Result<Response, Turn> {
    let page = CodePage { words: guest.words, languages: tongues(guest.words), refused };
    guest.page(page.render())
}
