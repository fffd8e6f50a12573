//! Language and theme.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

use super::failure::Failure;
use super::session::local;
use super::visit::Visit;
use crate::client::types::Preferences;
use crate::web::{Language, Site};

/// A year, in seconds.
const YEAR: i64 = 365 * 24 * 3600;

/// The form in the status bar.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    csrf: Option<String>,
    language: Option<String>,
    theme: Option<String>,
    back: Option<String>,
}

/// `POST /preferences`
pub(super) async fn keep(visit: Visit, Form(choice): Form<Choice>) -> Result<Response, Failure> {
    let client = visit.ordering(choice.csrf.as_deref())?;
    let language = choice.language.as_deref().and_then(Language::parse);
    let theme = choice.theme.filter(|theme| matches!(theme.as_str(), "light" | "dark" | "system"));
    let preferences = Preferences { language: language.map(|language| language.tag().to_owned()), theme };
    client.set_preferences(&preferences).await.map_err(|error| visit.refused(error))?;
    let mut headers = HeaderMap::new();
    if let Some(language) = language {
        remember(&mut headers, &visit.known.site, language);
    }
    let back = local(choice.back.as_deref().unwrap_or("/"));
    Ok((headers, Redirect::to(back)).into_response())
}

/// Pages before the next sign-in speak the language, too, on all hosts of this cloud.
fn remember(headers: &mut HeaderMap, site: &Site, language: Language) {
    let secure = if site.secure() { "; Secure" } else { "" };
    let name = Language::COOKIE;
    let cookie = format!("{name}={language}; Path=/; Domain={}; SameSite=Lax; Max-Age={YEAR}{secure}", site.domain);
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, value);
    }
}
