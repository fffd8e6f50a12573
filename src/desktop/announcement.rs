//! The bar with an announcement above the screen, the list behind the bell, the way to put one away.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

use super::failure::Failure;
use super::fields::Fields;
use super::mark::Moment;
use super::session::local;
use super::visit::Visit;
use crate::client::types::{Announcement, Severity};
use crate::web::Words;

/// What counts for a person now: the bar above the screen, and the list behind the bell.
#[derive(Debug, Clone, Default)]
pub(super) struct News {
    /// What matters most first, what was put away last.
    pub(super) all: Vec<Notice>,
    /// How many are new, in words.
    pub(super) title: String,
    /// How many wait behind the bar, in words.
    pub(super) more: Option<String>,
}

/// An announcement as its reader sees it.
#[derive(Debug, Clone)]
pub(super) struct Notice {
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
    /// The reader has put it away.
    pub(super) read: bool,
    /// When it was made.
    pub(super) made: Moment,
}

impl News {
    /// Of a list whose first matters most.
    pub(super) fn of(words: Words, all: Vec<Announcement>) -> Self {
        let unread = all.iter().filter(|each| !each.read).count();
        let told = |key, count: usize| words.tell(key, &[("count", &count.to_string())]);
        Self {
            title: told("desktop-news-unread", unread),
            more: (unread > 1).then(|| told("desktop-news-more", unread - 1)),
            all: all.into_iter().map(|each| Notice::new(words, each)).collect(),
        }
    }

    /// The announcement that stands above the screen.
    pub(super) fn bar(&self) -> Option<&Notice> {
        self.all.first().filter(|first| !first.read)
    }

    /// How many are new.
    pub(super) fn unread(&self) -> usize {
        self.all.iter().filter(|each| !each.read).count()
    }

    /// Changes when there is something new to show: a desk that stays open compares it.
    pub(super) fn version(&self) -> Vec<(&str, bool)> {
        self.all.iter().map(|each| (each.id.as_str(), each.read)).collect()
    }
}

impl Notice {
    fn new(words: Words, announcement: Announcement) -> Self {
        let (look, sign, role) = look(announcement.severity);
        Self {
            text: announcement.text.in_language(words.language().tag()).to_owned(),
            severity: severity(words, announcement.severity),
            id: announcement.id,
            look,
            sign,
            role,
            read: announcement.read,
            made: Moment::new(announcement.made),
        }
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
        read: severity == Severity::News,
    };
    vec![
        news(Severity::Outage, "La messagerie est en panne <depuis> 8 h.", None),
        news(Severity::Warning, "Coupure samedi.", Some("2026-11-20T08:00:00Z")),
        news(Severity::News, "Bienvenue !", None),
    ]
}
