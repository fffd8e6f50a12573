//! Step 1: language and company.

use askama::Template;
use axum::Form;
use axum::response::Response;
use serde::Deserialize;

use super::{Founder, Shell, Turn};
use crate::client::types::SetupLanguage;
use crate::web::{Language, Words};

#[derive(Template)]
#[template(path = "setup/language.html")]
struct LanguagePage {
    words: Words,
    shell: Shell,
    chosen: String,
    company: String,
    refused: Option<String>,
}

/// What the form says.
#[derive(Deserialize)]
pub(super) struct LanguageForm {
    language: String,
    #[serde(default)]
    company: String,
}

/// The form.
pub(super) async fn show(founder: Founder) -> Result<Response, Turn> {
    let chosen = founder.state.language.clone().unwrap_or_else(|| founder.guest.words.language().to_string());
    let company = founder.state.company.clone().unwrap_or_default();
    draw(&founder, chosen, company, None)
}

/// Keeps it, and goes on in the language chosen.
pub(super) async fn keep(founder: Founder, Form(form): Form<LanguageForm>) -> Result<Response, Turn> {
    let order = SetupLanguage { language: form.language.clone(), company: Some(form.company.clone()) };
    match founder.guest.client.setup_language(&order).await {
        Ok(state) => {
            let mut response = Founder::on("language", &state);
            let cookie = format!("{}={}; Path=/; Max-Age=86400; SameSite=Lax", Language::COOKIE, form.language);
            if let Ok(value) = cookie.parse() {
                response.headers_mut().append(http::header::SET_COOKIE, value);
            }
            Ok(response)
        }
        Err(error) => draw(&founder, form.language, form.company, Some(Founder::sentence(error)?)),
    }
}

fn draw(founder: &Founder, chosen: String, company: String, refused: Option<String>) -> Result<Response, Turn> {
    let (words, shell) = (founder.guest.words, founder.shell("language"));
    founder.page(LanguagePage { words, shell, chosen, company, refused }.render())
}
