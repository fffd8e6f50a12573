//! Orders to the store: install, try again, remove.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::catalogue;
use super::failure::{Failure, Reason};
use super::frame::Frame;
use super::store_app::{find, page};
use super::visit::Visit;
use crate::client::ClientError;
use crate::client::types::{InstallApp, InstalledApp, RemoveApp};
use crate::web::Words;

/// The question before a removal.
#[derive(Template)]
#[template(path = "desktop/store_remove.html")]
pub(super) struct RemovePage {
    words: Words,
    frame: Frame,
    short: String,
    name: String,
    title: String,
    confirm_label: String,
    note: Option<String>,
}

impl RemovePage {
    fn new(words: Words, frame: Frame, short: &str, app: &InstalledApp, note: Option<String>) -> Self {
        let name = app.title.in_language(words.language().tag()).to_owned();
        Self {
            words,
            frame,
            short: short.to_owned(),
            title: words.tell("desktop-remove-title", &[("app", &name)]),
            confirm_label: words.tell("desktop-remove-confirm", &[("app", &app.name)]),
            name,
            note,
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        use crate::client::types::{AppPhase, TileState};
        let app = catalogue::samples::installed("miniflux", AppPhase::Ready, TileState::Ready);
        let frame = || super::frame::sample(words, "/store/miniflux/remove", super::tile::samples());
        let note = words.say("desktop-remove-not-confirmed");
        vec![Self::new(words, frame(), "miniflux", &app, None), Self::new(words, frame(), "miniflux", &app, Some(note))]
    }
}

/// A form's fields; a field that comes twice counts once.
type Fields = BTreeMap<String, String>;

/// `POST /store/{short}/install`
pub(super) async fn install(
    visit: Visit,
    Path(short): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.get("csrf").map(String::as_str))?;
    let order = order(&short, &fields);
    match client.install_app(&order).await {
        Ok(_) => Ok(Redirect::to(&format!("/store/{short}")).into_response()),
        Err(error) => refused(&visit, &short, error).await,
    }
}

/// `POST /store/{short}/retry`
pub(super) async fn retry(
    visit: Visit,
    Path(short): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.get("csrf").map(String::as_str))?;
    let app = installed(&visit, &short).await?;
    match client.retry_app(&app.name).await {
        Ok(_) => Ok(Redirect::to(&format!("/store/{short}")).into_response()),
        Err(error) => refused(&visit, &short, error).await,
    }
}

/// `GET /store/{short}/remove`
pub(super) async fn ask(visit: Visit, Path(short): Path<String>) -> Result<Response, Failure> {
    visit.admin()?;
    question(&visit, &short, StatusCode::OK, None).await
}

/// `POST /store/{short}/remove`
pub(super) async fn remove(
    visit: Visit,
    Path(short): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.get("csrf").map(String::as_str))?;
    let app = installed(&visit, &short).await?;
    let purge = fields.get("data").is_some_and(|data| data == "purge");
    let confirmed = fields.get("confirm").is_some_and(|typed| typed.trim().eq_ignore_ascii_case(&app.name));
    if purge && !confirmed {
        let note = visit.words.say("desktop-remove-not-confirmed");
        return question(&visit, &short, StatusCode::UNPROCESSABLE_ENTITY, Some(note)).await;
    }
    match client.remove_app(&app.name, RemoveApp { purge }).await {
        Ok(_) => Ok(Redirect::to(&format!("/store/{short}")).into_response()),
        Err(error) => refused(&visit, &short, error).await,
    }
}

async fn question(visit: &Visit, short: &str, status: StatusCode, note: Option<String>) -> Result<Response, Failure> {
    let app = installed(visit, short).await?;
    let page = RemovePage::new(visit.words, Frame::of(visit).await?, short, &app, note);
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).status(status).into_response())
}

/// The core's sentence stands on the page where the order was given.
async fn refused(visit: &Visit, short: &str, error: ClientError) -> Result<Response, Failure> {
    let status = error.status();
    if error.code() == Some(super::visit::STALE) {
        return Err(visit.refused(error));
    }
    match error {
        ClientError::Problem(problem) if status != StatusCode::UNAUTHORIZED => {
            page(visit, short, Some((status, problem.message))).await
        }
        error => Err(visit.refused(error)),
    }
}

async fn installed(visit: &Visit, short: &str) -> Result<InstalledApp, Failure> {
    let entry = find(visit, short).await?;
    let apps = visit.client().apps().await.map_err(|error| visit.refused(error))?;
    catalogue::instance(&entry, &apps).cloned().ok_or_else(|| visit.fail(Reason::NothingHere))
}

fn order(short: &str, fields: &Fields) -> InstallApp {
    let list =
        |text: &str| text.split([',', ';']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect();
    let answers = fields
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("answer.")?.to_owned(), value.clone())))
        .collect();
    InstallApp {
        app: Some(short.to_owned()),
        manifest: None,
        host: fields.get("host").map(|host| host.trim().to_lowercase()).filter(|host| !host.is_empty()),
        answers,
        groups: fields.get("groups").map(|groups| list(groups)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_an_order() {
        let fields: Fields =
            [("csrf", "x"), ("host", " RSS "), ("answer.lang", "fr"), ("groups", "Compta, Direction,")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
        let order = order("miniflux", &fields);
        assert_eq!(order.app.as_deref(), Some("miniflux"));
        assert_eq!(order.host.as_deref(), Some("rss"));
        assert_eq!(order.groups, ["Compta", "Direction"]);
        assert_eq!(order.answers, BTreeMap::from([("lang".to_owned(), "fr".to_owned())]));
    }
}
