//! The OpenAPI document and a page to read it.

use askama::Template;
use axum::Json;
use axum::response::IntoResponse;
use http::HeaderMap;
use utoipa::OpenApi;

use super::{
    account, announcements, app_tokens, apps, catalogue, certificate, directories, directory, docks, events, groups,
    layout, links, me, people, registration_tokens, scenes, servers, session, setup, sign_in, signing_keys, site,
    status, tiles, tokens, upstreams,
};
use crate::web::{Language, Page, Words};

#[derive(OpenApi)]
#[openapi(
    info(title = "UniDash", description = "One cloud, one API: the desk and the command line use nothing else."),
    paths(
        site::show::show,
        site::name::set,
        session::open::open,
        session::end::end,
        me::show::show,
        me::prefer::prefer,
        account::sessions::list,
        account::sessions::end,
        account::sessions::end_others,
        account::second_factors::list,
        account::second_factors::remove,
        account::second_factors::new_codes,
        account::consents::list,
        account::consents::withdraw,
        account::password::change,
        tiles::list::list,
        layout::show::show,
        layout::keep::keep,
        scenes::mine::mine,
        scenes::list::list,
        scenes::give::give,
        scenes::take_back::take_back,
        docks::mine::mine,
        docks::list::list,
        docks::give::give,
        docks::take_back::take_back,
        announcements::mine::mine,
        announcements::dismiss::dismiss,
        announcements::list::list,
        announcements::announce::announce,
        announcements::withdraw::withdraw,
        announcements::put_back::put_back,
        links::list::list,
        links::add::add,
        links::check::check,
        links::remove::remove,
        certificate::show::show,
        certificate::upload::upload,
        certificate::renew::renew,
        certificate::check_domain::check,
        catalogue::list::list,
        catalogue::icon::icon,
        apps::list::list,
        apps::show::show,
        apps::install::install,
        apps::remove::remove,
        apps::retry::retry,
        apps::progress::progress,
        apps::render::render,
        events::list::list,
        servers::list::list,
        status::show::show,
        people::list::list,
        people::create::create,
        people::show::show,
        people::edit::edit,
        people::remove::remove,
        people::sessions::list,
        people::sessions::end,
        people::sessions::end_all,
        people::second_factors::remove,
        people::sign_ins::list,
        groups::list::list,
        directory::show::show,
        directory::set::set,
        directory::test::test,
        directories::list::list,
        directories::set::set,
        directories::remove::remove,
        sign_in::show::show,
        sign_in::set::set,
        tokens::list::list,
        tokens::create::create,
        tokens::remove::remove,
        app_tokens::list::list,
        app_tokens::create::create,
        app_tokens::remove::remove,
        registration_tokens::create::create,
        signing_keys::rotate::rotate,
        upstreams::list::list,
        upstreams::set::set,
        upstreams::remove::remove,
        upstreams::test::test,
        setup::steps::open,
        setup::steps::show,
        setup::steps::language,
        setup::steps::check_domain,
        setup::steps::domain,
        setup::steps::certificate,
        setup::steps::admin,
        setup::steps::test_directory,
        setup::steps::directory,
        setup::steps::finish,
    )
)]
struct Document;

/// `GET /api/openapi.json`
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct Docs {
    words: Words,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    routes: Vec<Route>,
}

struct Route {
    method: String,
    path: String,
    /// What it does, its names of fields and routes marked as such.
    summary: Vec<Piece>,
    answers: String,
}

impl Route {
    /// How the badge of its method looks: what reads is quiet, what takes away is red.
    fn look(&self) -> &'static str {
        match self.method.as_str() {
            "GET" => "",
            "DELETE" => " is-bad",
            _ => " is-accent",
        }
    }
}

/// A stretch of a sentence.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    code: bool,
}

/// A sentence as rustdoc writes it: what stands between backticks is code.
fn pieces(sentence: &str) -> Vec<Piece> {
    let stretches = sentence.split('`').enumerate();
    let pieces = stretches.map(|(index, text)| Piece { text: text.to_owned(), code: index % 2 == 1 });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// `GET /api/docs`: every route by subject, read from the very document.
pub async fn page(headers: HeaderMap) -> impl IntoResponse {
    let docs = Docs { words: Words::of(Language::of(&headers)), groups: groups_of() };
    Page::new(docs.render().unwrap_or_default())
}

fn groups_of() -> Vec<Group> {
    let document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let name = operation["tags"][0].as_str().unwrap_or("other").to_owned();
            let answers = operation["responses"].as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
            let route = Route {
                method: method.to_uppercase(),
                path: path.clone(),
                summary: pieces(operation["summary"].as_str().unwrap_or_default()),
                answers: answers.unwrap_or_default().join(", "),
            };
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.routes.push(route),
                None => groups.push(Group { name, routes: vec![route] }),
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let piece = |text: &str, code| Piece { text: text.to_owned(), code };
        assert_eq!(
            pieces("Sets `id` and `made`"),
            [piece("Sets ", false), piece("id", true), piece(" and ", false), piece("made", true)]
        );
        let said = groups_of().into_iter().flat_map(|group| group.routes).flat_map(|route| route.summary);
        assert!(said.into_iter().all(|piece| !piece.text.contains('`')), "a sentence with a lonely backtick");
    }
}
