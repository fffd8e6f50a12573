//! Announcements, as administrators make and withdraw them.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::Timestamp;

use super::announcement::{look, severity};
use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::mark::Moment;
use super::undo::Undo;
use super::visit::Visit;
use crate::client::types::{Announcement, Severity, Text};
use crate::web::{Page, Words};

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
    /// The way back after one was withdrawn.
    undo: Option<Undo>,
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
            undo: note.as_ref().map(|_| way_back(words, &super::announcement::samples()[0], Timestamp::UNIX_EPOCH)),
            note,
        };
        vec![page(super::announcement::samples(), Some(words.say("desktop-news-none"))), page(Vec::new(), None)]
    }
}

/// `GET /announcements`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    let page = page(&visit, None, Announcement::default()).await?;
    Ok(drawn(&visit, &page)?.into_response())
}

/// `POST /announcements`
pub(super) async fn announce(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let order = order(&fields);
    // What the way back brings has its identifier already.
    let made =
        if order.id.is_empty() { client.announce(&order).await } else { client.put_announcement_back(&order).await };
    match made {
        Ok(_) => Ok(Redirect::to("/announcements").into_response()),
        Err(error) => {
            let error = visit.slip(error)?;
            let page = page(&visit, Some(error.to_string()), order).await?;
            Ok(drawn(&visit, &page)?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
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
    let gone = client.withdraw_announcement(&id).await.map_err(|error| visit.refused(error))?;
    let page = page(&visit, None, Announcement::default()).await?;
    let undo = Some(way_back(visit.words, &gone, visit.now));
    Ok(Undo::answer("/announcements", drawn(&visit, &AnnouncementsPage { undo, ..page })?))
}

/// `GET /announcements/{id}/withdraw`: somebody loads the answer again.
pub(super) async fn withdrawn() -> Redirect {
    Redirect::to("/announcements")
}

/// What was over before stood on no desk any more: there is nothing to bring back.
fn way_back(words: Words, gone: &Announcement, now: Timestamp) -> Undo {
    let text = gone.text.in_language(words.language().tag());
    let undo = Undo::new(words, words.tell("desktop-news-gone", &[("text", text)]), "/announcements");
    let ends = gone.ends.as_deref().and_then(|ends| ends.parse::<Timestamp>().ok());
    if ends.is_some_and(|ends| ends <= now) {
        return undo;
    }
    let moments = [("starts", "starts-moment", &gone.starts), ("ends", "ends-moment", &gone.ends)];
    let undo = undo
        .with("id", &gone.id)
        .with("made", &gone.made)
        .with("severity", word(gone.severity))
        .with("fr", &gone.text.fr)
        .with("en", &gone.text.en)
        .with("groups", gone.groups.join(", "));
    moments.into_iter().filter_map(|(typed, exact, at)| Some((typed, exact, at.as_ref()?))).fold(undo, |undo, each| {
        let (typed, exact, at) = each;
        undo.with(typed, at).with(exact, at)
    })
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Outage => "outage",
        Severity::Warning => "warning",
        Severity::News => "news",
    }
}

fn order(fields: &Fields) -> Announcement {
    Announcement {
        id: fields.text("id"),
        made: fields.text("made"),
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

async fn page(visit: &Visit, note: Option<String>, form: Announcement) -> Result<AnnouncementsPage, Failure> {
    let (frame, all, known_groups) =
        tokio::join!(Frame::of(visit), visit.client().announcements(), visit.known_groups());
    let all = all.map_err(|error| visit.refused(error))?;
    Ok(AnnouncementsPage {
        words: visit.words,
        frame: frame?,
        lines: all.into_iter().map(|each| Line::new(visit.words, each)).collect(),
        form,
        known_groups,
        note,
        undo: None,
    })
}

fn drawn(visit: &Visit, page: &AnnouncementsPage) -> Result<Page, Failure> {
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?))
}
