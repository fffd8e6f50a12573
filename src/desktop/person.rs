//! One person, for administrators: how the account stands, where they are signed in, their second
//! factors, their last sign-ins with the true reasons, and what can be changed.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::account::{FactorView, SessionView, place};
use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::kept_form;
use super::mark::{Fact, Mark};
use super::visit::Visit;
use crate::client::types::{PersonDetail, SessionEntry, SignInEntry};
use crate::web::Words;

/// What was done just before: the words that the page may begin with.
const DONE: &[(&str, &str)] = &[
    ("sessions", "desktop-person-done-sessions"),
    ("factors", "desktop-person-done-factors"),
    ("changed", "desktop-person-done-changed"),
];

/// The page.
#[derive(Template)]
#[template(path = "desktop/person.html")]
pub(super) struct PersonPage {
    words: Words,
    frame: Frame,
    id: String,
    name: String,
    place: String,
    standing: Mark,
    /// What keeps the person out just now: a sentence.
    kept_out: Option<String>,
    facts: Vec<Fact>,
    /// What was just done: a key.
    done: Option<&'static str>,
    /// Why an order was refused: a sentence.
    refused: Option<String>,
    sessions: Vec<SessionView>,
    factors: Vec<FactorView>,
    recovery: String,
    sign_ins: Vec<SignInView>,
    /// What can be changed here; none for a person of the directory.
    form: Option<PersonForm>,
    /// The form holds what was typed before a sign-in in between.
    again: bool,
}

/// The fields of a local account.
pub(super) struct PersonForm {
    name: String,
    email: String,
    groups: String,
    admin: bool,
    disabled: bool,
}

/// A sign-in or a try.
struct SignInView {
    at: String,
    typed: String,
    step: Option<String>,
    from: Option<String>,
    result: Mark,
    reason: Option<String>,
}

impl SignInView {
    fn new(words: Words, entry: SignInEntry) -> Self {
        let (look, word) = match entry.result.as_str() {
            "done" => (" is-good", "done"),
            "refused" => (" is-warn", "refused"),
            _ => (" is-bad", "failed"),
        };
        Self {
            at: entry.at,
            typed: entry.typed,
            step: (entry.what == "sign-in.second").then(|| words.say("desktop-person-second-step")),
            from: entry.address,
            result: Mark::new(words, look, &format!("desktop-result-{word}")),
            reason: entry.reason.filter(|reason| !reason.is_empty()),
        }
    }
}

/// Colour and word of how an account stands, and whether a sentence says more.
fn standing(words: Words, person: &PersonDetail) -> (Mark, Option<String>) {
    let (look, word) = match person.standing.as_str() {
        "active" if person.braked => (" is-warn", "braked"),
        "active" => (" is-good", "active"),
        "disabled" => (" is-bad", "disabled"),
        "locked" => (" is-warn", "locked"),
        "gone" => (" is-bad", "gone"),
        _ => ("", "unknown"),
    };
    let says_more = matches!(word, "braked" | "locked" | "gone" | "unknown");
    let sentence = says_more.then(|| words.say(&format!("desktop-standing-{word}-text")));
    (Mark::new(words, look, &format!("desktop-standing-{word}")), sentence)
}

impl PersonPage {
    fn new(
        words: Words,
        frame: Frame,
        person: PersonDetail,
        sessions: Vec<SessionEntry>,
        sign_ins: Vec<SignInEntry>,
    ) -> Self {
        let (standing, kept_out) = standing(words, &person);
        let fact = |key, value: &str| Fact::new(words, key, value);
        let role = words.say(if person.admin { "desktop-person-is-admin" } else { "desktop-person-is-not-admin" });
        let groups = person.groups.join(", ");
        let mut facts = vec![fact("desktop-person-username", &person.username), fact("desktop-person-role", &role)];
        facts.extend(person.email.as_deref().map(|email| fact("desktop-person-email", email)));
        if !groups.is_empty() {
            facts.push(fact("desktop-person-groups", &groups));
        }
        let left = person.second_factors.recovery_codes.to_string();
        let form = (person.source == "local").then(|| PersonForm {
            name: person.name.clone(),
            email: person.email.clone().unwrap_or_default(),
            groups,
            admin: person.admin,
            disabled: person.standing == "disabled",
        });
        Self {
            words,
            frame,
            place: place(words, &person.source),
            id: person.id,
            name: person.name,
            standing,
            kept_out,
            facts,
            done: None,
            refused: None,
            sessions: sessions.into_iter().map(|session| SessionView::new(words, session)).collect(),
            recovery: words.tell("desktop-account-codes", &[("count", &left)]),
            factors: person.second_factors.factors.into_iter().map(|factor| FactorView::new(words, factor)).collect(),
            sign_ins: sign_ins.into_iter().map(|entry| SignInView::new(words, entry)).collect(),
            form,
            again: false,
        }
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// `GET /people/{id}`
pub(super) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    visit.admin()?;
    let done = wanted.done.as_deref().and_then(|word| DONE.iter().find(|(known, _)| *known == word));
    page(&visit, &id, done.map(|(_, key)| *key), None).await
}

/// What had been typed before its sender confirmed who they are.
fn typed(fields: &Fields) -> PersonForm {
    PersonForm {
        name: fields.text("name"),
        email: fields.text("email"),
        groups: fields.text("groups"),
        admin: fields.one("admin").is_some(),
        disabled: fields.one("disabled").is_some(),
    }
}

/// The page, with why an order was refused.
pub(super) async fn page(
    visit: &Visit,
    id: &str,
    done: Option<&'static str>,
    refused: Option<(StatusCode, String)>,
) -> Result<Response, Failure> {
    let client = visit.client();
    let person = client.person(id).await.map_err(|error| visit.refused(error))?;
    let (frame, sessions, sign_ins) = tokio::join!(Frame::of(visit), client.sessions_of(id), client.sign_ins_of(id));
    let sessions = sessions.map_err(|error| visit.refused(error))?;
    let sign_ins = sign_ins.map_err(|error| visit.refused(error))?;
    let mut page = PersonPage::new(visit.words, frame?, person, sessions, sign_ins);
    page.done = done;
    let (status, sentence) = refused.map_or((StatusCode::OK, None), |(status, sentence)| (status, Some(sentence)));
    page.refused = sentence;
    let waiting = kept_form::waiting(visit, &format!("/people/{id}")).filter(|_| page.form.is_some());
    if let Some(fields) = &waiting {
        (page.form, page.again) = (Some(typed(fields)), true);
    }
    let answer = visit.page(page.render().map_err(|error| visit.fail(error))?).status(status).into_response();
    Ok(if waiting.is_some() { kept_form::forget(visit, answer) } else { answer })
}

#[cfg(test)]
#[path = "person_samples.rs"]
mod person_samples;

#[cfg(test)]
pub(super) use person_samples::samples;
