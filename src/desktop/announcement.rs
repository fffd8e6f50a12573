//! The bar with an announcement above the screen, and the way to put it away.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use super::failure::Failure;
use super::fields::Fields;
use super::session::local;
use super::visit::Visit;
use crate::client::types::{Announcement, Severity};
use crate::web::Words;

/// The announcement that matters most, and how many wait behind it.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    /// Identifier.
    pub(super) id: String,
    /// What it says.
    pub(super) text: String,
    /// Name of its severity: colour never speaks alone.
    pub(super) severity: String,
    /// Its class.
    pub(super) look: &'static str,
    /// Its sign.
    pub(super) sign: &'static str,
    /// An outage interrupts a screen reader, the rest waits.
    pub(super) role: &'static str,
    /// How many more there are.
    pub(super) more: Option<String>,
}

impl Bar {
    /// The first of a list whose first matters most.
    pub(super) fn of(words: Words, all: &[Announcement]) -> Option<Self> {
        let first = all.first()?;
        let (look, sign, role) = look(first.severity);
        Some(Self {
            id: first.id.clone(),
            text: first.text.in_language(words.language().tag()).to_owned(),
            severity: severity(words, first.severity),
            look,
            sign,
            role,
            more: (all.len() > 1).then(|| words.tell("desktop-news-more", &[("count", &(all.len() - 1).to_string())])),
        })
    }
}

/// Class, sign and role of a severity.
pub(super) fn look(severity: Severity) -> (&'static str, &'static str, &'static str) {
    match severity {
        Severity::News => ("", "megaphone", "status"),
        Severity::Warning => (" is-warn", "triangle-alert", "status"),
        Severity::Outage => (" is-bad", "circle-alert", "alert"),
    }
}

/// Its name.
pub(super) fn severity(words: Words, severity: Severity) -> String {
    words.say(match severity {
        Severity::News => "desktop-news-news",
        Severity::Warning => "desktop-news-warning",
        Severity::Outage => "desktop-news-outage",
    })
}

/// `POST /announcements/{id}/dismiss`
pub(super) async fn dismiss(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let client = visit.ordering(fields.one("csrf"))?;
    client.dismiss_announcement(&id).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to(local(fields.one("back").unwrap_or("/"))).into_response())
}

#[cfg(test)]
pub(super) fn samples() -> Vec<Announcement> {
    use crate::client::types::Text;
    let news = |severity, text: &str, starts: Option<&str>| Announcement {
        id: format!("{severity:?}").to_lowercase(),
        severity,
        text: Text::same(text),
        starts: starts.map(str::to_owned),
        ends: Some("2026-11-28T17:00:00Z".into()),
        groups: vec!["Compta".into()],
        made: "2026-11-21T08:00:00Z".into(),
    };
    vec![
        news(Severity::Outage, "La messagerie est en panne <depuis> 8 h.", None),
        news(Severity::Warning, "Coupure samedi.", Some("2026-11-20T08:00:00Z")),
        news(Severity::News, "Bienvenue !", None),
    ]
}
