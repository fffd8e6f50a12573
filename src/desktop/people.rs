//! People and groups: everybody who can sign in, searched on the server; what each group gives.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::visit::Visit;
use crate::client::types::{GroupEntry, NewPerson, Page, PageQuery, PersonEntry};
use crate::web::Words;

mod groups;

#[cfg(test)]
pub(super) use groups::GroupsPage;
pub(super) use groups::{make_administrators, show as show_groups};

/// Rows on one page.
const PER_PAGE: u32 = 50;
/// What a directory answers at most to one search; more letters find the rest.
const DIRECTORY_MOST: u64 = 200;

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
    note: Option<String>,
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
        slip.note = Some(words.say("desktop-people-none"));
        vec![slip, Self::new(words, frame(), "zo".into(), none)]
    }
}

/// How many there are; a directory tells the first few hundred of a search.
fn count(words: Words, total: u64, directory: bool) -> String {
    let number = total.to_string();
    let key = if directory && total >= DIRECTORY_MOST { "desktop-people-many" } else { "desktop-people-count" };
    words.tell(key, &[("count", &number)])
}

fn blank() -> NewPerson {
    let none = String::new;
    NewPerson { username: none(), name: none(), email: None, password: none(), admin: false, groups: Vec::new() }
}

/// `GET /people`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    page(&visit, wanted.query(), None).await
}

/// `POST /people`: a local account, for somebody whom the directory does not know.
pub(super) async fn create(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let order = NewPerson {
        username: fields.text("username"),
        name: fields.text("name"),
        email: Some(fields.text("email")).filter(|email| !email.is_empty()),
        password: fields.one("password").unwrap_or_default().to_owned(),
        admin: fields.one("admin").is_some(),
        groups: fields.listed("groups"),
    };
    match client.new_person(&order).await {
        Ok(made) => Ok(Redirect::to(&format!("/people?search={}", encoded(&made.username))).into_response()),
        Err(error) => {
            let error = visit.slip(error)?;
            let order = NewPerson { password: String::new(), ..order };
            page(&visit, Wanted::default().query(), Some((error.to_string(), order))).await
        }
    }
}

async fn page(visit: &Visit, query: PageQuery, slip: Option<(String, NewPerson)>) -> Result<Response, Failure> {
    let (frame, people) = tokio::join!(Frame::of(visit), visit.client().people(&query));
    let people = people.map_err(|error| visit.refused(error))?;
    let mut page = PeoplePage::new(visit.words, frame?, query.search.unwrap_or_default(), people);
    let status = if slip.is_some() { http::StatusCode::UNPROCESSABLE_ENTITY } else { http::StatusCode::OK };
    if let Some((note, form)) = slip {
        (page.note, page.form) = (Some(note), form);
    }
    let html = page.render().map_err(|error| visit.fail(error))?;
    Ok((status, visit.page(html)).into_response())
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
