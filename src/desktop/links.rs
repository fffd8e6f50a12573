//! Links: the company's own web tools, looked at and put on the desks.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::mark::Moment;
use super::undo::Undo;
use super::visit::Visit;
use crate::client::types::{LINK_SIGNS, Link, NewLink};
use crate::web::{Page, Words};

/// Code of the refusal that the administrator may overrule.
const SILENT: &str = "link.silent";

/// The page.
#[derive(Template)]
#[template(path = "desktop/links.html")]
pub(super) struct LinksPage {
    words: Words,
    frame: Frame,
    links: Vec<LinkView>,
    form: NewLink,
    known_groups: Vec<String>,
    note: Option<String>,
    /// Nothing answered: the form offers to keep the link all the same.
    silent: bool,
    /// The way back after one was taken away.
    undo: Option<Undo>,
}

/// A link in the list.
struct LinkView {
    link: Link,
    icon: String,
    whom: String,
    checked: Moment,
}

impl LinkView {
    fn new(words: Words, link: Link) -> Self {
        Self {
            icon: format!("/icons/sign.{}.svg", link.sign),
            whom: if link.groups.is_empty() { words.say("desktop-everybody") } else { link.groups.join(", ") },
            checked: Moment::new(link.checked.clone()),
            link,
        }
    }
}

impl LinksPage {
    /// Signs for the form: word, name, whether it is chosen.
    fn signs(&self) -> Vec<(&'static str, String, bool)> {
        let chosen = if self.form.sign.is_empty() { LINK_SIGNS[0] } else { self.form.sign.as_str() };
        let name = |sign: &str| self.words.say(&format!("desktop-sign-{sign}"));
        LINK_SIGNS.iter().map(|sign| (*sign, name(sign), *sign == chosen)).collect()
    }

    /// Colours for the form: number, name, whether it is chosen.
    fn colours(&self) -> Vec<(u8, String, bool)> {
        let name = |colour: u8| self.words.tell("desktop-links-colour-of", &[("number", &(colour + 1).to_string())]);
        (0..16).map(|colour| (colour, name(colour), colour == self.form.colour)).collect()
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let link = |name: &str, framed: bool, sentence: &str| Link {
            id: name.to_lowercase(),
            name: name.into(),
            url: format!("https://{}.lacaze.lan/", name.to_lowercase()),
            sign: "truck".into(),
            colour: 3,
            framed,
            sentence: sentence.into(),
            checked: "2026-11-21T08:00:00Z".into(),
            ..Link::default()
        };
        let page = |links: Vec<Link>, note: Option<String>| Self {
            words,
            frame: super::frame::sample(words, "/links", super::tile::samples()),
            links: links.into_iter().map(|link| LinkView::new(words, link)).collect(),
            form: NewLink { name: "Intranet".into(), ..NewLink::default() },
            known_groups: vec!["Compta".into()],
            silent: note.is_some(),
            undo: note.as_ref().map(|_| way_back(words, &Link { name: "ERP".into(), ..Link::default() })),
            note,
        };
        let two = vec![link("ERP", true, "Opens in the desk."), link("Paie", false, "Opens in a window.")];
        vec![page(two, Some(words.say("desktop-links-none"))), page(Vec::new(), None)]
    }
}

/// `GET /links`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    let page = page(&visit, None, NewLink::default()).await?;
    Ok(drawn(&visit, &page)?.into_response())
}

/// `POST /links`
pub(super) async fn add(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let order = NewLink {
        name: fields.text("name"),
        url: address(&fields.text("url")),
        sign: fields.text("sign"),
        colour: fields.text("colour").parse().unwrap_or_default(),
        groups: fields.listed("groups"),
        window: fields.one("window").is_some(),
        anyway: fields.one("anyway").is_some(),
    };
    match client.add_link(&order).await {
        Ok(_) => Ok(Redirect::to("/links").into_response()),
        Err(error) => {
            let error = visit.slip(error)?;
            let silent = error.code() == Some(SILENT);
            let page = page(&visit, Some((error.to_string(), silent)), order).await?;
            Ok(drawn(&visit, &page)?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /links/{id}/check`
pub(super) async fn check(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    visit.ordering(fields.one("csrf"))?.check_link(&id).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/links").into_response())
}

/// `POST /links/{id}/remove`
pub(super) async fn remove(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let gone = visit.ordering(fields.one("csrf"))?.remove_link(&id).await.map_err(|error| visit.refused(error))?;
    let page = page(&visit, None, NewLink::default()).await?;
    let undo = Some(way_back(visit.words, &gone));
    Ok(Undo::answer("/links", drawn(&visit, &LinksPage { undo, ..page })?))
}

/// `GET /links/{id}/remove`: somebody loads the answer again.
pub(super) async fn removed() -> Redirect {
    Redirect::to("/links")
}

/// The link was there a moment ago: it comes back even if its site is silent just now.
fn way_back(words: Words, gone: &Link) -> Undo {
    let sentence = words.tell("desktop-links-gone", &[("name", &gone.name)]);
    let undo = Undo::new(words, sentence, "/links")
        .with("name", &gone.name)
        .with("url", &gone.url)
        .with("sign", &gone.sign)
        .with("colour", gone.colour.to_string())
        .with("groups", gone.groups.join(", "))
        .with("anyway", "yes");
    if gone.window { undo.with("window", "yes") } else { undo }
}

/// People type `intranet.lan`; browsers take that for HTTPS, and so do we.
fn address(typed: &str) -> String {
    if typed.is_empty() || typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") }
}

async fn page(visit: &Visit, refusal: Option<(String, bool)>, form: NewLink) -> Result<LinksPage, Failure> {
    let (frame, links, known_groups) = tokio::join!(Frame::of(visit), visit.client().links(), visit.known_groups());
    let links = links.map_err(|error| visit.refused(error))?;
    Ok(LinksPage {
        words: visit.words,
        frame: frame?,
        links: links.into_iter().map(|link| LinkView::new(visit.words, link)).collect(),
        form,
        known_groups,
        silent: refusal.as_ref().is_some_and(|(_, silent)| *silent),
        note: refusal.map(|(sentence, _)| sentence),
        undo: None,
    })
}

fn drawn(visit: &Visit, page: &LinksPage) -> Result<Page, Failure> {
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?))
}
