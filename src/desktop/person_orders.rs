//! Orders about one person: sign out, forget second factors, change, remove.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::failure::Failure;
use super::frame::Frame;
use super::kept_form;
use super::people::after_removal;
use super::person::page;
use super::visit::{STALE, Visit};
use crate::client::types::EditPerson;
use crate::client::{Client, ClientError};
use crate::web::Words;

/// A button's form: which session; nothing = all.
#[derive(Debug, Deserialize)]
pub(super) struct Order {
    csrf: Option<String>,
    session: Option<String>,
}

/// The form of a local account. A box that is not ticked is not sent.
#[derive(Deserialize)]
pub(super) struct Fields {
    csrf: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    groups: String,
    admin: Option<String>,
    disabled: Option<String>,
    #[serde(default)]
    password: String,
}

impl Fields {
    /// What may wait while its sender confirms who they are: everything but the password.
    fn lasting(self) -> Vec<(String, String)> {
        let boxes = [("admin", self.admin), ("disabled", self.disabled)];
        let texts = [("name", self.name), ("email", self.email), ("groups", self.groups)];
        let ticked = boxes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        texts.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(ticked).collect()
    }

    fn order(&self) -> EditPerson {
        let groups = self.groups.split([',', ';']).map(str::trim).filter(|group| !group.is_empty());
        EditPerson {
            name: Some(self.name.trim().to_owned()).filter(|name| !name.is_empty()),
            email: Some(self.email.trim().to_owned()),
            admin: Some(self.admin.is_some()),
            groups: Some(groups.map(str::to_owned).collect()),
            disabled: Some(self.disabled.is_some()),
            password: Some(self.password.clone()).filter(|password| !password.is_empty()),
        }
    }
}

/// The question before an account is removed.
#[derive(Template)]
#[template(path = "desktop/person_remove.html")]
pub(super) struct RemovePage {
    words: Words,
    frame: Frame,
    id: String,
    name: String,
    title: String,
}

impl RemovePage {
    fn new(words: Words, frame: Frame, id: &str, name: &str) -> Self {
        let title = words.tell("desktop-person-remove-title", &[("name", name)]);
        Self { words, frame, id: id.to_owned(), name: name.to_owned(), title }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = super::frame::sample(words, "/people/7a6e/remove", super::tile::samples());
        vec![Self::new(words, frame, "7a6e", "Ana <Morel>")]
    }
}

/// `POST /people/{id}/sessions`: signs out one browser, or everywhere.
pub(super) async fn end_sessions(
    visit: Visit,
    Path(id): Path<String>,
    Form(order): Form<Order>,
) -> Result<Response, Failure> {
    let client = ordering(&visit, order.csrf.as_deref())?;
    let ended = match order.session.as_deref() {
        Some(session) => client.end_session_of(&id, session).await,
        None => client.end_sessions_of(&id).await.map(|_| ()),
    };
    answer(&visit, &id, ended, "sessions").await
}

/// `POST /people/{id}/second-factors`: a lost phone.
pub(super) async fn forget_factors(
    visit: Visit,
    Path(id): Path<String>,
    Form(order): Form<Order>,
) -> Result<Response, Failure> {
    let client = ordering(&visit, order.csrf.as_deref())?;
    answer(&visit, &id, client.remove_second_factors_of(&id).await, "factors").await
}

/// `POST /people/{id}`: what the form says.
pub(super) async fn change(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let client = ordering(&visit, fields.csrf.as_deref())?;
    match client.edit_person(&id, &fields.order()).await {
        Err(error) if error.code() == Some(STALE) => {
            Err(kept_form::wait(&visit, error, &format!("/people/{id}"), fields.lasting()))
        }
        outcome => answer(&visit, &id, outcome.map(|_| ()), "changed").await,
    }
}

/// `GET /people/{id}/remove`
pub(super) async fn ask(visit: Visit, Path(id): Path<String>) -> Result<Response, Failure> {
    visit.admin()?;
    let person = visit.client().person(&id).await.map_err(|error| visit.refused(error))?;
    let page = RemovePage::new(visit.words, Frame::of(&visit).await?, &id, &person.name);
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// `POST /people/{id}/remove`
pub(super) async fn remove(
    visit: Visit,
    Path(id): Path<String>,
    Form(order): Form<Order>,
) -> Result<Response, Failure> {
    let client = ordering(&visit, order.csrf.as_deref())?;
    let gone = client.person(&id).await.map_err(|error| visit.refused(error))?;
    match client.remove_person(&id).await {
        Ok(()) => after_removal(&visit, &gone).await,
        refused => answer(&visit, &id, refused, "changed").await,
    }
}

fn ordering(visit: &Visit, csrf: Option<&str>) -> Result<Client, Failure> {
    visit.admin()?;
    visit.ordering(csrf)
}

/// Back to the page, which says what was done; a rule that was broken is told where the order was given.
async fn answer(visit: &Visit, id: &str, outcome: Result<(), ClientError>, what: &str) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("/people/{id}?done={what}")).into_response()),
        Err(ClientError::Problem(problem)) if matches!(problem.status, 409 | 422) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            page(visit, id, None, Some((status, problem.message))).await
        }
        Err(error) => Err(visit.refused(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_password_stays_and_a_box_that_is_not_ticked_is_no() {
        let fields = Fields {
            csrf: None,
            name: " Ana ".into(),
            email: String::new(),
            groups: "Compta, Paris;".into(),
            admin: Some("yes".into()),
            disabled: None,
            password: String::new(),
        };
        let order = fields.order();
        assert_eq!(order.name.as_deref(), Some("Ana"));
        assert_eq!((order.admin, order.disabled, order.password), (Some(true), Some(false), None));
        assert_eq!(order.groups.unwrap(), ["Compta", "Paris"]);
        assert_eq!(order.email.as_deref(), Some(""), "taken away");
    }
}
