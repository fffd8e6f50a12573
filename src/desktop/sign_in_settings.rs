//! Who needs a second factor.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::failure::Failure;
use super::frame::Frame;
use super::visit::Visit;
use crate::client::types::{SecondFactorDemand, SignInSettings};
use crate::web::Words;

/// The page.
#[derive(Template)]
#[template(path = "desktop/sign_in_settings.html")]
pub(super) struct SignInSettingsPage {
    words: Words,
    frame: Frame,
    admins: bool,
    groups: String,
    /// The administrator's own account has no second factor yet.
    bare: bool,
    saved: bool,
}

impl SignInSettingsPage {
    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let page = |full: bool| Self {
            words,
            frame: super::frame::sample(words, "/sign-in-settings", super::tile::samples()),
            admins: full,
            groups: if full { "Compta, <Paris>" } else { "" }.to_owned(),
            bare: full,
            saved: full,
        };
        vec![page(true), page(false)]
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// The form; a box that is not ticked is not sent.
#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    csrf: Option<String>,
    admins: Option<String>,
    #[serde(default)]
    groups: String,
}

/// `GET /sign-in-settings`
pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.client();
    let (frame, settings, own) = tokio::join!(Frame::of(&visit), client.sign_in_settings(), client.my_second_factors());
    let rule = settings.map_err(|error| visit.refused(error))?.second_factor;
    let page = SignInSettingsPage {
        words: visit.words,
        frame: frame?,
        admins: rule.admins,
        groups: rule.groups.join(", "),
        bare: own.is_ok_and(|own| own.factors.is_empty()),
        saved: wanted.done.is_some(),
    };
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}

/// `POST /sign-in-settings`
pub(super) async fn set(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.csrf.as_deref())?;
    let groups = fields.groups.split([',', ';']).map(str::trim).filter(|group| !group.is_empty());
    let second_factor =
        SecondFactorDemand { admins: fields.admins.is_some(), groups: groups.map(str::to_owned).collect() };
    client.set_sign_in_settings(&SignInSettings { second_factor }).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/sign-in-settings?done=1").into_response())
}
