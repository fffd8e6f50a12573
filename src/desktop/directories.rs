//! The company's directories: which there are, and how one is taken away.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::failure::{Failure, Reason};
use super::fields::Fields;
use super::frame::Frame;
use super::visit::Visit;
use crate::client::types::DirectorySettings;
use crate::web::Words;

/// The page.
#[derive(Template)]
#[template(path = "desktop/directories.html")]
pub(super) struct DirectoriesPage {
    words: Words,
    frame: Frame,
    known: Vec<DirectorySettings>,
    /// What was just done.
    done: Option<String>,
}

impl DirectoriesPage {
    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = || super::frame::sample(words, "/directories", super::tile::samples());
        let second = DirectorySettings { domain: "lyon.lacaze.lan".into(), hosts: Vec::new(), ..sample() };
        vec![
            Self { words, frame: frame(), known: vec![sample(), second], done: Some("Fait.".into()) },
            Self { words, frame: frame(), known: Vec::new(), done: None },
        ]
    }
}

#[cfg(test)]
pub(super) fn sample() -> DirectorySettings {
    DirectorySettings {
        hosts: vec!["dc1.lacaze.lan".into(), "dc2.lacaze.lan".into()],
        domain: "lacaze.lan".into(),
        account: "unidash@lacaze.lan".into(),
        security: "ldaps".into(),
        admin_group: "Cloud-Admins".into(),
        ..DirectorySettings::default()
    }
}

/// The question before a directory is taken away.
#[derive(Template)]
#[template(path = "desktop/directory_remove.html")]
pub(super) struct RemovePage {
    words: Words,
    frame: Frame,
    domain: String,
}

impl RemovePage {
    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = super::frame::sample(words, "/directories", super::tile::samples());
        vec![Self { words, frame, domain: "lyon.lacaze.lan".into() }]
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    kept: Option<String>,
    removed: Option<String>,
}

/// `GET /directories`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let (frame, known) = tokio::join!(Frame::of(&visit), visit.client().directories());
    let told = |key: &str, domain: &str| visit.words.tell(key, &[("domain", domain)]);
    let page = DirectoriesPage {
        words: visit.words,
        frame: frame?,
        known: known.map_err(|error| visit.refused(error))?,
        done: match (&wanted.kept, &wanted.removed) {
            (Some(domain), _) => Some(told("desktop-directory-kept", domain)),
            (None, Some(domain)) => Some(told("desktop-directory-removed", domain)),
            (None, None) => None,
        },
    };
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// `GET /directories/{domain}/remove`
pub(super) async fn ask(visit: Visit, Path(domain): Path<String>) -> Result<Response, Failure> {
    let DirectorySettings { domain, .. } = find(&visit, &domain).await?;
    let page = RemovePage { words: visit.words, frame: Frame::of(&visit).await?, domain };
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// `POST /directories/{domain}/remove`
pub(super) async fn remove(
    visit: Visit,
    Path(domain): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    client.remove_directory_of(&domain).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to(&format!("/directories?removed={}", part(&domain))).into_response())
}

/// The settings of that domain.
pub(super) async fn find(visit: &Visit, domain: &str) -> Result<DirectorySettings, Failure> {
    visit.admin()?;
    let known = visit.client().directories().await.map_err(|error| visit.refused(error))?;
    let found = known.into_iter().find(|one| one.domain.eq_ignore_ascii_case(domain));
    found.ok_or_else(|| visit.fail(Reason::NothingHere))
}

/// A domain as a part of an address.
pub(super) fn part(domain: &str) -> String {
    url::form_urlencoded::byte_serialize(domain.as_bytes()).collect()
}
