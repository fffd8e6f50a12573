//! People and groups: everybody who can sign in, searched on the server; what each group gives.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::kept_form;
use super::undo::Undo;
use super::visit::{STALE, Visit};
use crate::client::types::{GroupEntry, NewPerson, Page, PageQuery, PersonDetail, PersonEntry};
use crate::web::{self, Words};

mod groups;

#[cfg(test)]
pub(super) use groups::GroupsPage;
pub(super) use groups::{make_administrators, show as show_groups};

/// Rows on one page.
const PER_PAGE: u32 = 50;
/// A directory's people are counted so far; the pages go on.
const COUNTED_MOST: u64 = 20_000;
/// Fields of a new account that may wait while its maker confirms who they are.
const LASTING: &[&str] = &["name", "username", "email", "groups", "admin"];
/// Where they wait.
const FORM: &str = "/people";

/// Which rows.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    search: Option<String>,
    after: Option<String>,
}

impl Wanted {
    fn query(self) -> PageQuery {
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        PageQuery { search: given(self.search), after: given(self.after), limit: Some(PER_PAGE) }
    }
}

/// The page of people.
#[derive(Template)]
#[template(path = "desktop/people.html")]
pub(super) struct PeoplePage {
    words: Words,
    frame: Frame,
    search: String,
    people: Vec<PersonEntry>,
    count: String,
    next: Option<String>,
    form: NewPerson,
    /// What stands above the form: looks and sentence.
    note: Option<(&'static str, String)>,
    /// The way back after an account was removed.
    undo: Option<Undo>,
}

impl PeoplePage {
    fn new(words: Words, frame: Frame, search: String, page: Page<PersonEntry>) -> Self {
        Self {
            words,
            frame,
            search,
            count: count(words, page.total, page.items.iter().any(|person| person.source != "local")),
            people: page.items,
            next: page.next,
            form: blank(),
            note: None,
            undo: None,
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let person = |username: &str, name: &str, source: &str, admin: bool| PersonEntry {
            id: format!("id-{username}"),
            username: username.into(),
            name: name.into(),
            email: Some(format!("{username}@lacaze.fr")),
            source: source.into(),
            admin,
        };
        let frame = || super::frame::sample(words, "/people", super::tile::samples());
        let items = vec![
            person("ada", "Ada Lenoir", "local", true),
            person("g.martin", "Giselle <b>Martin</b>", "lacaze.lan", false),
        ];
        let full = Page { items, total: 10_000, next: Some("id-g.martin".into()) };
        let none = Page { items: Vec::new(), total: 0, next: None };
        let mut slip = Self::new(words, frame(), String::new(), full);
        slip.note = Some((" is-bad", words.say("desktop-people-none")));
        slip.undo = Some(Undo::new(words, words.say("desktop-people-again-text"), "/people/again").with("name", "Ana"));
        vec![slip, Self::new(words, frame(), "zo".into(), none)]
    }
}

/// How many there are.
fn count(words: Words, total: u64, directory: bool) -> String {
    let number = total.to_string();
    let key = if directory && total >= COUNTED_MOST { "desktop-people-many" } else { "desktop-people-count" };
    words.tell(key, &[("count", &number)])
}

fn blank() -> NewPerson {
    let none = String::new;
    NewPerson { username: none(), name: none(), email: None, password: none(), admin: false, groups: Vec::new() }
}

/// `GET /people`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let page = page(&visit, wanted.query()).await?;
    match kept_form::waiting(&visit, FORM) {
        Some(fields) => {
            let note = Some(("", visit.words.say("desktop-form-again")));
            let page = PeoplePage { form: order(&fields), note, ..page };
            Ok(kept_form::forget(&visit, drawn(&visit, &page)?.into_response()))
        }
        None => Ok(drawn(&visit, &page)?.into_response()),
    }
}

/// What the form says.
fn order(fields: &Fields) -> NewPerson {
    NewPerson {
        username: fields.text("username"),
        name: fields.text("name"),
        email: Some(fields.text("email")).filter(|email| !email.is_empty()),
        password: fields.one("password").unwrap_or_default().to_owned(),
        admin: fields.one("admin").is_some(),
        groups: fields.listed("groups"),
    }
}

/// `POST /people`: a local account, for somebody whom the directory does not know.
pub(super) async fn create(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    match client.new_person(&order(&fields)).await {
        Ok(made) => Ok(Redirect::to(&format!("/people?search={}", encoded(&made.username))).into_response()),
        Err(error) if error.code() == Some(STALE) => Err(kept_form::wait(&visit, error, FORM, fields.only(LASTING))),
        Err(error) => {
            let note = Some((" is-bad", visit.slip(error)?.to_string()));
            let form = NewPerson { password: String::new(), ..order(&fields) };
            let page = PeoplePage { form, note, ..page(&visit, Wanted::default().query()).await? };
            Ok(drawn(&visit, &page)?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /people/again`: the form of a new account as the removed one was; only its password is gone.
pub(super) async fn again(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    visit.ordering(fields.one("csrf"))?;
    let note = Some(("", visit.words.say("desktop-people-again-text")));
    let form = NewPerson { password: String::new(), ..order(&fields) };
    let page = PeoplePage { form, note, ..page(&visit, Wanted::default().query()).await? };
    Ok(Undo::answer("/people", drawn(&visit, &page)?))
}

/// The list after an account was removed, with the way back.
pub(super) async fn after_removal(visit: &Visit, gone: &PersonDetail) -> Result<Response, Failure> {
    let sentence = visit.words.tell("desktop-people-gone", &[("name", &gone.name)]);
    let undo =
        Undo { label: visit.words.say("desktop-people-again"), ..Undo::new(visit.words, sentence, "/people/again") }
            .with("name", &gone.name)
            .with("username", &gone.username)
            .with("email", gone.email.clone().unwrap_or_default())
            .with("groups", gone.groups.join(", "));
    let undo = Some(if gone.admin { undo.with("admin", "yes") } else { undo });
    let page = PeoplePage { undo, ..page(visit, Wanted::default().query()).await? };
    Ok(Undo::answer("/people", drawn(visit, &page)?))
}

async fn page(visit: &Visit, query: PageQuery) -> Result<PeoplePage, Failure> {
    let (frame, people) = tokio::join!(Frame::of(visit), visit.client().people(&query));
    let people = people.map_err(|error| visit.refused(error))?;
    Ok(PeoplePage::new(visit.words, frame?, query.search.unwrap_or_default(), people))
}

fn drawn(visit: &Visit, page: &PeoplePage) -> Result<web::Page, Failure> {
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?))
}

#[cfg(test)]
fn sample_directory() -> crate::client::types::DirectorySettings {
    let settings = serde_json::json!({
        "domain": "lacaze.lan", "hosts": ["dc1.lacaze.lan"], "account": "svc", "password": "", "security": "ldaps",
        "admin_group": "Chefs <du> cloud",
    });
    serde_json::from_value(settings).unwrap()
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
