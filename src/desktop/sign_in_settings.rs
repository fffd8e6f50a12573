//! What stands on the sign-in page, and who needs a second factor.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::failure::Failure;
use super::fields::Fields;
use super::frame::Frame;
use super::kept_form;
use super::visit::Visit;
use crate::client::types::{SecondFactorDemand, SignInSettings};
use crate::web::Words;

/// The page.
#[derive(Template)]
#[template(path = "desktop/sign_in_settings.html")]
pub(super) struct SignInSettingsPage {
    words: Words,
    frame: Frame,
    /// The company's name as it was given; empty when the domain stands in its place.
    company: String,
    /// It was just changed.
    named: bool,
    admins: bool,
    groups: String,
    /// The administrator's own account has no second factor yet.
    bare: bool,
    /// What stands above the form: looks and sentence.
    note: Option<(&'static str, String)>,
}

/// Where the form waits while its sender confirms who they are.
const FORM: &str = "/sign-in-settings";

impl SignInSettingsPage {
    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let page = |full: bool| Self {
            words,
            frame: super::frame::sample(words, "/sign-in-settings", super::tile::samples()),
            company: if full { "Lacaze & Fils" } else { "" }.to_owned(),
            named: full,
            admins: full,
            groups: if full { "Compta, <Paris>" } else { "" }.to_owned(),
            bare: full,
            note: full.then(|| (" is-good", words.say("desktop-sign-in-settings-saved"))),
        };
        vec![page(true), page(false)]
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// `GET /sign-in-settings`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.client();
    let (frame, site, settings, own) =
        tokio::join!(Frame::of(&visit), client.site(), client.sign_in_settings(), client.my_second_factors());
    let rule = settings.map_err(|error| visit.refused(error))?.second_factor;
    let waiting = kept_form::waiting(&visit, FORM);
    let page = SignInSettingsPage {
        words: visit.words,
        frame: frame?,
        company: site.map_err(|error| visit.refused(error))?.company,
        named: wanted.done.as_deref() == Some("company"),
        admins: waiting.as_ref().map_or(rule.admins, |fields| fields.one("admins").is_some()),
        groups: waiting.as_ref().map_or_else(|| rule.groups.join(", "), |fields| fields.text("groups")),
        bare: own.is_ok_and(|own| own.factors.is_empty()),
        note: match (&waiting, wanted.done.as_deref()) {
            (Some(_), _) => Some(("", visit.words.say("desktop-form-again"))),
            (None, Some("1")) => Some((" is-good", visit.words.say("desktop-sign-in-settings-saved"))),
            (None, _) => None,
        },
    };
    let answer = visit.page(page.render().map_err(|error| visit.fail(error))?).into_response();
    Ok(if waiting.is_some() { kept_form::forget(&visit, answer) } else { answer })
}

/// `POST /sign-in-settings`
pub(super) async fn set(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    let groups = fields.text("groups");
    let groups = groups.split([',', ';']).map(str::trim).filter(|group| !group.is_empty());
    let second_factor =
        SecondFactorDemand { admins: fields.one("admins").is_some(), groups: groups.map(str::to_owned).collect() };
    match client.set_sign_in_settings(&SignInSettings { second_factor }).await {
        Ok(()) => Ok(Redirect::to("/sign-in-settings?done=1").into_response()),
        Err(error) => Err(kept_form::wait(&visit, error, FORM, fields.only(&["admins", "groups"]))),
    }
}
