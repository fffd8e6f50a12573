//! Docks: what the company gives by theme, composed here.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::tile::TileView;
use super::undo::Undo;
use super::visit::Visit;
use crate::client::types::GivenDock;
use crate::web::{Page, Words};

/// Which dock the form holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    dock: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "desktop/docks.html")]
pub(super) struct DocksPage {
    words: Words,
    frame: Frame,
    docks: Vec<GivenDock>,
    form: GivenDock,
    known_groups: Vec<String>,
    note: Option<String>,
    /// The way back after one was taken away.
    undo: Option<Undo>,
}

impl DocksPage {
    /// The company's docks that people see, with the apps' signs.
    fn shown<'p>(&'p self, dock: &GivenDock) -> Vec<&'p TileView> {
        dock.apps.iter().filter_map(|app| self.frame.tiles.iter().find(|tile| tile.app == *app)).collect()
    }

    /// Every app for the form: those of the dock first, in its order.
    fn choices(&self) -> Vec<(&TileView, bool)> {
        let inside = self.shown(&self.form).into_iter().map(|tile| (tile, true));
        let others = self.frame.tiles.iter().filter(|tile| !self.form.apps.contains(&tile.app));
        inside.chain(others.map(|tile| (tile, false))).collect()
    }

    fn for_whom(&self, dock: &GivenDock) -> String {
        if dock.groups.is_empty() { self.words.say("desktop-everybody") } else { dock.groups.join(", ") }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let page = |docks: Vec<GivenDock>, form: GivenDock, note: Option<String>| Self {
            words,
            frame: super::frame::sample(words, "/docks", super::tile::samples()),
            docks,
            form,
            known_groups: vec!["Compta".into()],
            undo: note.as_ref().map(|_| way_back(words, &super::dock::samples()[0])),
            note,
        };
        let docks = super::dock::samples();
        let first = docks[0].clone();
        let note = Some(words.say("desktop-docks-text"));
        vec![page(docks, first, note), page(Vec::new(), GivenDock::default(), None)]
    }
}

/// `GET /docks`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let page = page(&visit, None, |docks| {
        docks.iter().find(|dock| Some(&dock.id) == wanted.dock.as_ref()).cloned().unwrap_or_default()
    });
    Ok(drawn(&visit, &page.await?)?.into_response())
}

/// `POST /docks`: gives a dock; one of the same name is replaced.
pub(super) async fn give(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let order = GivenDock {
        id: String::new(),
        name: fields.text("name"),
        apps: fields.all("app"),
        groups: fields.listed("groups"),
    };
    match client.give_dock(&order).await {
        Ok(given) => {
            // A new name is a new dock; the one under the old name goes.
            let before = fields.one("before").filter(|before| !before.is_empty() && *before != given.id);
            if let Some(before) = before {
                client.take_dock_back(before).await.map_err(|error| visit.refused(error))?;
            }
            Ok(Redirect::to("/docks").into_response())
        }
        Err(error) => {
            let error = visit.slip(error)?;
            let page = page(&visit, Some(error.to_string()), |_| order).await?;
            Ok(drawn(&visit, &page)?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /docks/{id}/remove`: takes it back from every desk.
pub(super) async fn remove(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let gone = client.take_dock_back(&id).await.map_err(|error| visit.refused(error))?;
    let page = page(&visit, None, |_| GivenDock::default()).await?;
    let undo = Some(way_back(visit.words, &gone));
    Ok(Undo::answer("/docks", drawn(&visit, &DocksPage { undo, ..page })?))
}

/// `GET /docks/{id}/remove`: somebody loads the answer again.
pub(super) async fn removed() -> Redirect {
    Redirect::to("/docks")
}

fn way_back(words: Words, gone: &GivenDock) -> Undo {
    let sentence = words.tell("desktop-docks-gone", &[("name", &gone.name)]);
    let undo = Undo::new(words, sentence, "/docks").with("name", &gone.name).with("groups", gone.groups.join(", "));
    gone.apps.iter().fold(undo, |undo, app| undo.with("app", app))
}

async fn page(
    visit: &Visit,
    note: Option<String>,
    form: impl FnOnce(&[GivenDock]) -> GivenDock,
) -> Result<DocksPage, Failure> {
    let (frame, docks, known_groups) =
        tokio::join!(Frame::of(visit), visit.client().given_docks(), visit.known_groups());
    let docks = docks.map_err(|error| visit.refused(error))?;
    Ok(DocksPage { words: visit.words, frame: frame?, form: form(&docks), docks, known_groups, note, undo: None })
}

fn drawn(visit: &Visit, page: &DocksPage) -> Result<Page, Failure> {
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?))
}
