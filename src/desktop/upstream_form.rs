//! One provider at which people may sign in: its settings, a try, and its end.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use super::failure::{Failure, Reason};
use super::frame::Frame;
use super::upstreams::KINDS;
use super::visit::Visit;
use crate::client::ClientError;
use crate::client::types::{Upstream, UpstreamEntry, UpstreamLink};
use crate::web::Words;

/// The page.
#[derive(Template)]
#[template(path = "desktop/upstream_form.html")]
pub(super) struct FormPage {
    words: Words,
    frame: Frame,
    all: Upstream,
    redirect_uri: String,
    /// Known to the core already.
    known: bool,
    links: String,
    /// What the core said: looks and sentence.
    note: Option<(&'static str, String)>,
    rules: Vec<(&'static str, String, String)>,
}

/// A form's fields.
type Fields = BTreeMap<String, String>;

impl FormPage {
    fn new(words: Words, frame: Frame, entry: UpstreamEntry, known: bool) -> Self {
        let rule = |word: &'static str| {
            let text = |what: &str| words.say(&format!("desktop-upstream-rule-{word}{what}"));
            (word, text(""), text("-text"))
        };
        // Nothing but the list says who somebody at GitHub is here, or a verified address of the domain.
        let rules: &[&'static str] =
            if entry.settings.kind == "github" { &["listed", "name"] } else { &["identifier", "name", "listed"] };
        let links = entry.settings.links.iter().map(|link| format!("{} = {}", link.subject, link.person));
        Self {
            words,
            frame,
            links: links.collect::<Vec<_>>().join("\n"),
            rules: rules.iter().map(|word| rule(word)).collect(),
            redirect_uri: entry.redirect_uri,
            all: entry.settings,
            known,
            note: None,
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = || super::frame::sample(words, "/upstreams", super::tile::samples());
        let mut tried = Self::new(words, frame(), sample("microsoft", "identifier"), true);
        tried.note = Some(("is-good", "Microsoft répond.".into()));
        let mut refused = Self::new(words, frame(), sample("gitlab", "name"), false);
        refused.note = Some(("is-bad", "Saisissez le secret.".into()));
        vec![tried, refused, Self::new(words, frame(), sample("github", "listed"), true)]
    }
}

#[cfg(test)]
pub(super) fn sample(kind: &str, rule: &str) -> UpstreamEntry {
    let settings = Upstream {
        id: kind.into(),
        kind: kind.into(),
        name: kind.to_uppercase(),
        client_id: "0f6e".into(),
        rule: rule.into(),
        claim: "onprem_sid".into(),
        domain: Some("lacaze.fr".into()),
        links: vec![UpstreamLink { subject: "583231".into(), person: "g.martin".into() }],
        enabled: rule != "listed",
        ..Upstream::default()
    };
    UpstreamEntry { redirect_uri: format!("https://id.lacaze.fr/upstream/{kind}/callback"), settings }
}

/// `GET /upstreams/new?kind=…`
pub(super) async fn begin(visit: Visit, Query(wish): Query<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let wished = wish.get("kind").map_or("", String::as_str);
    let Some((kind, name)) = KINDS.iter().find(|(kind, _)| *kind == wished) else {
        return Ok(Redirect::to("/upstreams").into_response());
    };
    let settings = Upstream {
        id: (*kind).to_owned(),
        kind: (*kind).to_owned(),
        name: (*name).to_owned(),
        rule: if *kind == "microsoft" { "identifier" } else { "listed" }.to_owned(),
        enabled: true,
        ..Upstream::default()
    };
    draw(&visit, settings, false, StatusCode::OK, None).await
}

/// `GET /upstreams/{id}`
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failure> {
    visit.admin()?;
    let known = visit.client().upstreams().await.map_err(|error| visit.refused(error))?;
    let entry = known.into_iter().find(|entry| entry.settings.id == id);
    let entry = entry.ok_or_else(|| visit.fail(Reason::NothingHere))?;
    draw(&visit, entry.settings, true, StatusCode::OK, None).await
}

/// `POST /upstreams`: keeps or tries what stands in the form.
pub(super) async fn submit(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.get("csrf").map(String::as_str))?;
    let known = fields.contains_key("known");
    let order = order(&fields);
    if fields.get("act").is_some_and(|act| act == "test") {
        return match client.test_upstream(&order).await {
            Ok(test) => {
                let look = if test.good { "is-good" } else { "is-warn" };
                draw(&visit, order, known, StatusCode::OK, Some((look, test.sentence))).await
            }
            Err(error) => refused(&visit, order, known, error).await,
        };
    }
    match client.set_upstream(&order).await {
        Ok(_) => Ok(Redirect::to("/upstreams").into_response()),
        Err(error) => refused(&visit, order, known, error).await,
    }
}

/// `POST /upstreams/{id}/remove`
pub(super) async fn remove(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.get("csrf").map(String::as_str))?;
    client.remove_upstream(&id).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/upstreams").into_response())
}

/// The core's sentence stands above what was typed; a secret has to be typed again.
async fn refused(visit: &Visit, order: Upstream, known: bool, error: ClientError) -> Result<Response, Failure> {
    let status = error.status();
    match error {
        ClientError::Problem(problem) if status != StatusCode::UNAUTHORIZED => {
            draw(visit, order, known, status, Some(("is-bad", problem.message))).await
        }
        error => Err(visit.refused(error)),
    }
}

async fn draw(
    visit: &Visit,
    settings: Upstream,
    known: bool,
    status: StatusCode,
    note: Option<(&'static str, String)>,
) -> Result<Response, Failure> {
    let redirect_uri = format!("{}/upstream/{}/callback", visit.known.site.id(), settings.id);
    let entry = UpstreamEntry { settings, redirect_uri };
    let mut page = FormPage::new(visit.words, Frame::of(visit).await?, entry, known);
    page.note = note;
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).status(status).into_response())
}

fn order(fields: &Fields) -> Upstream {
    let text = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let link = |line: &str| {
        let (subject, person) = line.split_once('=')?;
        Some(UpstreamLink { subject: subject.trim().to_owned(), person: person.trim().to_owned() })
    };
    Upstream {
        id: text("id").to_lowercase(),
        kind: text("kind"),
        name: text("name"),
        issuer: text("issuer"),
        tenant: some("tenant"),
        client_id: text("client_id"),
        client_secret: text("client_secret"),
        rule: text("rule"),
        claim: text("claim"),
        domain: some("domain"),
        links: text("links").lines().filter_map(link).collect(),
        believed: fields.contains_key("believed"),
        enabled: fields.contains_key("enabled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_an_order() {
        let fields: Fields = [
            ("id", " Corp "),
            ("kind", "gitlab"),
            ("rule", "listed"),
            ("links", "12 = ana\r\n\r\nnonsense\r\n13=DOM\\bob"),
            ("enabled", "on"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let order = order(&fields);
        assert_eq!((order.id.as_str(), order.tenant.as_deref(), order.enabled), ("corp", None, true));
        let links: Vec<_> = order.links.iter().map(|link| (link.subject.as_str(), link.person.as_str())).collect();
        assert_eq!(links, [("12", "ana"), ("13", "DOM\\bob")]);
    }
}
