//! One directory's settings. They are tried before they are kept: with settings that do not work nobody could
//! sign in, and nobody would know why.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::desk::Desk;
use super::directories::{find, part};
use super::directory_form::DirectoryForm;
use super::failure::Failure;
use super::frame::Frame;
use super::kept_form;
use super::visit::{STALE, Visit};
use crate::client::types::DirectoryTest;
use crate::web::Words;

/// The page.
#[derive(Template)]
#[template(path = "desktop/directory.html")]
pub(super) struct DirectoryPage {
    words: Words,
    frame: Frame,
    form: DirectoryForm,
    test: Option<DirectoryTest>,
    refused: Option<String>,
    /// The password need not be typed.
    kept: bool,
    /// What was typed before its sender confirmed who they are.
    again: bool,
}

impl DirectoryPage {
    fn new(words: Words, frame: Frame, form: DirectoryForm) -> Self {
        Self { words, frame, kept: form.known.is_some(), form, test: None, refused: None, again: false }
    }

    /// Whether the domain's name stays as it is.
    fn is_known(&self) -> bool {
        self.form.known.is_some()
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = || super::frame::sample(words, "/directories", super::tile::samples());
        let known = Self::new(words, frame(), super::directories::sample().into());
        let mut refused = Self::new(words, frame(), DirectoryForm::default());
        refused.refused = Some("Saisissez <tout>.".into());
        vec![known, refused]
    }
}

/// Where the form waits while its sender confirms who they are.
const FORM: &str = "/directories";

/// `GET /directories/new`
pub(super) async fn begin(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    fresh(&visit, DirectoryForm::default()).await
}

/// `GET /directories/{domain}`
pub(super) async fn show(visit: Visit, Path(domain): Path<String>) -> Result<Response, Failure> {
    let settings = find(&visit, &domain).await?;
    fresh(&visit, settings.into()).await
}

/// The form as it is known, or as it was typed before its sender confirmed who they are.
async fn fresh(visit: &Visit, form: DirectoryForm) -> Result<Response, Failure> {
    let waiting = kept_form::waiting(visit, FORM).map(|fields| DirectoryForm::from(&fields));
    match waiting.filter(|typed| form.known.is_none() || typed.domain == form.domain) {
        Some(typed) => {
            let page = DirectoryPage { again: true, ..DirectoryPage::new(visit.words, Frame::of(visit).await?, typed) };
            Ok(kept_form::forget(visit, answer(visit, &page)?))
        }
        None => answer(visit, &DirectoryPage::new(visit.words, Frame::of(visit).await?, form)),
    }
}

/// `POST /directories`: “Test” tries, “Connect” tries and keeps.
pub(super) async fn submit(
    State(desk): State<Desk>,
    visit: Visit,
    Form(form): Form<DirectoryForm>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(Some(&form.csrf))?;
    let mut settings = form.settings();
    // One token a session: what was typed in another session is not found by it.
    if settings.password.is_empty() {
        settings.password = desk.kept.of(&visit.me.csrf, &settings, visit.now).unwrap_or_default();
    } else {
        desk.kept.keep(&visit.me.csrf, &settings, visit.now);
    }
    let mut page = DirectoryPage::new(visit.words, Frame::of(&visit).await?, form);
    page.kept |= !settings.password.is_empty();
    let works = match client.test_directory(&settings).await {
        Ok(test) => page.test.insert(test).works,
        Err(error) => {
            page.refused = Some(visit.slip(error)?.to_string());
            false
        }
    };
    if page.form.act == "test" || !works {
        return answer(&visit, &page);
    }
    match client.set_directory_of(&settings).await {
        Ok(()) => Ok(Redirect::to(&format!("/directories?kept={}", part(&settings.domain))).into_response()),
        Err(error) if error.code() == Some(STALE) => Err(kept_form::wait(&visit, error, FORM, page.form.fields())),
        Err(error) => {
            page.refused = Some(visit.slip(error)?.to_string());
            answer(&visit, &page)
        }
    }
}

fn answer(visit: &Visit, page: &DirectoryPage) -> Result<Response, Failure> {
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}
