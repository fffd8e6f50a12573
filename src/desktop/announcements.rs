//! Announcements, as administrators make and withdraw them.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::announcement::{look, severity};
use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::mark::Moment;
use super::visit::Visit;
use crate::client::types::{Announcement, Severity, Text};
use crate::web::Words;

/// The page.
#[derive(Template)]
#[template(path = "desktop/announcements.html")]
pub(super) struct AnnouncementsPage {
    words: Words,
    frame: Frame,
    lines: Vec<Line>,
    form: Announcement,
    known_groups: Vec<String>,
    note: Option<String>,
}

/// An announcement in the list.
struct Line {
    id: String,
    text: String,
    look: &'static str,
    severity: String,
    whom: String,
    starts: Option<Moment>,
    ends: Option<Moment>,
}

impl Line {
    fn new(words: Words, announcement: Announcement) -> Self {
        let groups = announcement.groups;
        Self {
            id: announcement.id,
            text: announcement.text.in_language(words.language().tag()).to_owned(),
            look: look(announcement.severity).0,
            severity: severity(words, announcement.severity),
            whom: if groups.is_empty() { words.say("desktop-everybody") } else { groups.join(", ") },
            starts: announcement.starts.map(Moment::new),
            ends: announcement.ends.map(Moment::new),
        }
    }
}

impl AnnouncementsPage {
    /// Severities for the form: word, name, whether it is chosen.
    fn severities(&self) -> Vec<(&'static str, String, bool)> {
        let one = |word, each| (word, severity(self.words, each), self.form.severity == each);
        vec![one("news", Severity::News), one("warning", Severity::Warning), one("outage", Severity::Outage)]
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let page = |all: Vec<Announcement>, note: Option<String>| Self {
            words,
            frame: super::frame::sample(words, "/announcements", super::tile::samples()),
            form: all.first().cloned().unwrap_or_default(),
            lines: all.into_iter().map(|each| Line::new(words, each)).collect(),
            known_groups: vec!["Compta".into()],
            note,
        };
        vec![page(super::announcement::samples(), Some(words.say("desktop-news-none"))), page(Vec::new(), None)]
    }
}

/// `GET /announcements`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    page(&visit, StatusCode::OK, None, Announcement::default()).await
}

/// `POST /announcements`
pub(super) async fn announce(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let order = order(&fields);
    match client.announce(&order).await {
        Ok(_) => Ok(Redirect::to("/announcements").into_response()),
        Err(error) => {
            let error = visit.slip(error)?;
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(error.to_string()), order).await
        }
    }
}

/// `POST /announcements/{id}/withdraw`
pub(super) async fn withdraw(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    client.withdraw_announcement(&id).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/announcements").into_response())
}

fn order(fields: &Fields) -> Announcement {
    Announcement {
        severity: match fields.one("severity") {
            Some("outage") => Severity::Outage,
            Some("warning") => Severity::Warning,
            _ => Severity::News,
        },
        text: Text { en: fields.text("en"), fr: fields.text("fr") },
        starts: moment(fields, "starts"),
        ends: moment(fields, "ends"),
        groups: fields.listed("groups"),
        ..Announcement::default()
    }
}

/// A script sends the moment in the reader's own zone; without one the field is read as UTC.
fn moment(fields: &Fields, name: &str) -> Option<String> {
    let exact = fields.text(&format!("{name}-moment"));
    let typed = fields.text(name);
    match (exact.is_empty(), typed.is_empty()) {
        (_, true) => None,
        (false, _) => Some(exact),
        (true, false) => Some(format!("{typed}:00Z")),
    }
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    note: Option<String>,
    form: Announcement,
) -> Result<Response, Failure> {
    let (frame, all, known_groups) =
        tokio::join!(Frame::of(visit), visit.client().announcements(), visit.known_groups());
    let all = all.map_err(|error| visit.refused(error))?;
    let page = AnnouncementsPage {
        words: visit.words,
        frame: frame?,
        lines: all.into_iter().map(|each| Line::new(visit.words, each)).collect(),
        form,
        known_groups,
        note,
    };
    let html = page.render().map_err(|error| visit.fail(error))?;
    Ok((status, visit.page(html)).into_response())
}
