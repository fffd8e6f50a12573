//! “My account”: where I am signed in, my second factors, the apps that know me, password and language.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::device;
use super::failure::Failure;
use super::frame::Frame;
use super::visit::Visit;
use crate::client::types::{ConsentEntry, SecondFactorEntry, SecondFactors, SessionEntry};
use crate::web::{Language, Words};

/// What was done just before: the words that the page may begin with.
const DONE: &[(&str, &str)] = &[
    ("sessions", "desktop-account-done-sessions"),
    ("factor", "desktop-account-done-factor"),
    ("consent", "desktop-account-done-consent"),
    ("password", "desktop-account-done-password"),
];

/// The page.
#[derive(Template)]
#[template(path = "desktop/account.html")]
pub(super) struct AccountPage {
    words: Words,
    frame: Frame,
    /// Sign-in name, and where the account lives.
    username: String,
    place: String,
    /// The provider's origin: second factors are set up there.
    id: String,
    /// What was just done: a key.
    done: Option<&'static str>,
    sessions: Vec<SessionView>,
    factors: Vec<FactorView>,
    /// How many recovery codes are left, in words, and whether these are few.
    codes: Option<(String, bool)>,
    demanded: bool,
    /// A new set of recovery codes, shown once.
    new_codes: Vec<String>,
    consents: Vec<ConsentView>,
    /// Why the new password was not taken: a sentence.
    password_refused: Option<String>,
}

/// A browser.
pub(super) struct SessionView {
    pub(super) id: String,
    pub(super) current: bool,
    pub(super) device: String,
    pub(super) address: Option<String>,
    pub(super) signed_in: String,
    pub(super) seen: String,
    pub(super) second_factor: bool,
    pub(super) apps: String,
}

impl SessionView {
    /// In the reader's words.
    pub(super) fn new(words: Words, session: SessionEntry) -> Self {
        let tag = words.language().tag();
        let apps: Vec<&str> = session.apps.iter().map(|app| app.in_language(tag)).collect();
        Self {
            device: device::named(words, session.agent.as_deref()),
            apps: apps.join(", "),
            id: session.id,
            current: session.current,
            address: session.address,
            signed_in: session.signed_in,
            seen: session.seen,
            second_factor: session.second_factor,
        }
    }
}

/// A second factor.
pub(super) struct FactorView {
    pub(super) id: String,
    pub(super) sign: &'static str,
    pub(super) name: String,
    pub(super) created: Option<String>,
    pub(super) used: Option<String>,
}

impl FactorView {
    /// In the reader's words.
    pub(super) fn new(words: Words, factor: SecondFactorEntry) -> Self {
        let passkey = factor.kind == "passkey";
        let name = words.say(if passkey { "desktop-factor-passkey" } else { "desktop-factor-authenticator" });
        Self {
            name: factor.label.map_or(name.clone(), |label| format!("{name} · {label}")),
            sign: if passkey { "key-round" } else { "shield-check" },
            id: factor.id,
            created: factor.created,
            used: factor.used,
        }
    }
}

/// An app that knows the person.
struct ConsentView {
    client: String,
    name: String,
    learns: String,
}

impl ConsentView {
    fn new(words: Words, consent: ConsentEntry) -> Self {
        let said = |scope: &str| match scope {
            "profile" => Some("desktop-consent-profile"),
            "email" => Some("desktop-consent-email"),
            "groups" => Some("desktop-consent-groups"),
            "offline_access" => Some("desktop-consent-offline"),
            _ => None,
        };
        let learns: Vec<String> =
            consent.scopes.iter().filter_map(|scope| said(scope)).map(|key| words.say(key)).collect();
        let learns = if learns.is_empty() { words.say("desktop-consent-subject") } else { learns.join(", ") };
        Self { name: consent.name.in_language(words.language().tag()).to_owned(), client: consent.client, learns }
    }
}

/// How many recovery codes are left, in words; none without a second factor.
fn codes_left(words: Words, factors: &SecondFactors) -> Option<(String, bool)> {
    let left = factors.recovery_codes;
    let said = words.tell("desktop-account-codes", &[("count", &left.to_string())]);
    (!factors.factors.is_empty()).then_some((said, left < 3))
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// What an order leaves on the page.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// A new set of recovery codes.
    pub(super) codes: Vec<String>,
    /// Why the new password was not taken, with the status.
    pub(super) password: Option<(StatusCode, String)>,
}

/// `GET /account`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let done = wanted.done.as_deref().and_then(|word| DONE.iter().find(|(known, _)| *known == word));
    page(&visit, done.map(|(_, key)| *key), Outcome::default()).await
}

/// The page after an order.
pub(super) async fn page(visit: &Visit, done: Option<&'static str>, outcome: Outcome) -> Result<Response, Failure> {
    let (words, client) = (visit.words, visit.client());
    let (sessions, factors, consents) =
        tokio::join!(client.my_sessions(), client.my_second_factors(), client.my_consents());
    let factors = factors.map_err(|error| visit.refused(error))?;
    let sessions = sessions.map_err(|error| visit.refused(error))?;
    let consents = consents.map_err(|error| visit.refused(error))?;
    let (status, password_refused) = match outcome.password {
        Some((status, sentence)) => (status, Some(sentence)),
        None => (StatusCode::OK, None),
    };
    let page = AccountPage {
        words,
        frame: Frame::of(visit).await?,
        username: visit.me.username.clone(),
        place: place(words, &visit.me.source),
        id: visit.known.site.id(),
        done,
        sessions: sessions.into_iter().map(|session| SessionView::new(words, session)).collect(),
        codes: codes_left(words, &factors),
        demanded: factors.demanded,
        factors: factors.factors.into_iter().map(|factor| FactorView::new(words, factor)).collect(),
        new_codes: outcome.codes,
        consents: consents.into_iter().map(|consent| ConsentView::new(words, consent)).collect(),
        password_refused,
    };
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).status(status).into_response())
}

/// Where an account lives, in words.
pub(super) fn place(words: Words, source: &str) -> String {
    if source == "local" {
        words.say("desktop-account-local")
    } else {
        words.tell("desktop-account-directory", &[("domain", source)])
    }
}

impl AccountPage {
    /// The languages, each with its own name and whether it is the one spoken now.
    fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        let names = [(Language::En, "English"), (Language::Fr, "Français")];
        names.map(|(language, name)| (language.tag(), name, self.words.language() == language)).to_vec()
    }
}

#[cfg(test)]
#[path = "account_samples.rs"]
mod account_samples;

#[cfg(test)]
pub(super) use account_samples::{factor as sample_factor, samples, session as sample_session};
