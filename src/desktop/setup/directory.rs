//! Step 5: Active Directory. “Test” says in plain words what is wrong.

use askama::Template;
use axum::Form;
use axum::response::Response;
use serde::Deserialize;

use super::{Founder, Shell, Turn};
use crate::client::types::{DirectorySettings, DirectoryTest};
use crate::web::Words;

#[derive(Template)]
#[template(path = "setup/directory.html")]
struct DirectoryPage {
    words: Words,
    shell: Shell,
    form: DirectoryForm,
    test: Option<DirectoryTest>,
    refused: Option<String>,
    /// The password was typed before and need not be typed again.
    kept: bool,
}

impl DirectoryPage {
    /// Whether the last test found nothing wrong.
    fn works(&self) -> bool {
        self.test.as_ref().is_some_and(|test| test.works)
    }
}

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DirectoryForm {
    hosts: String,
    domain: String,
    base: String,
    account: String,
    password: String,
    security: String,
    ca: String,
    confirmed: String,
    admin_group: String,
    act: String,
}

impl DirectoryForm {
    fn settings(&self) -> DirectorySettings {
        let text = |value: &str| value.trim().to_owned();
        DirectorySettings {
            hosts: self.hosts.split([',', ';', ' ', '\n', '\r']).map(text).filter(|host| !host.is_empty()).collect(),
            domain: text(&self.domain),
            base: text(&self.base),
            account: text(&self.account),
            password: self.password.clone(),
            ca: text(&self.ca),
            confirmed_fingerprint: Some(text(&self.confirmed)).filter(|print| !print.is_empty()),
            security: if self.security.is_empty() { "ldaps".to_owned() } else { self.security.clone() },
            admin_group: text(&self.admin_group),
        }
    }
}

/// The form.
pub(super) async fn show(founder: Founder) -> Result<Response, Turn> {
    let domain = founder.state.directory.clone().unwrap_or_default();
    draw(&founder, DirectoryForm { domain, ..DirectoryForm::default() }, None, None)
}

/// “Test” tries, “Connect” keeps, “Later” goes on without.
pub(super) async fn keep(founder: Founder, Form(form): Form<DirectoryForm>) -> Result<Response, Turn> {
    if form.act == "later" {
        return Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to("/setup/finish")));
    }
    let mut settings = form.settings();
    let (kept, session, now) = (&founder.guest.desk.kept, founder.session(), founder.guest.desk.ambient.now());
    if settings.password.is_empty() {
        settings.password = kept.of(&session, &settings, now).unwrap_or_default();
    } else {
        kept.keep(&session, &settings, now);
    }
    let test = match founder.guest.client.setup_test_directory(&settings).await {
        Ok(test) => test,
        Err(error) => return draw(&founder, form, None, Some(Founder::sentence(error)?)),
    };
    // What does not work is not kept: nobody could sign in, and nobody would know why.
    if form.act == "test" || !test.works {
        return draw(&founder, form, Some(test), None);
    }
    match founder.guest.client.setup_directory(&settings).await {
        Ok(state) => Ok(Founder::on("directory", &state)),
        Err(error) => draw(&founder, form, Some(test), Some(Founder::sentence(error)?)),
    }
}

fn draw(
    founder: &Founder,
    form: DirectoryForm,
    test: Option<DirectoryTest>,
    refused: Option<String>,
) -> Result<Response, Turn> {
    let (words, shell) = (founder.guest.words, founder.shell("directory"));
    let (session, now) = (founder.session(), founder.guest.desk.ambient.now());
    let kept = founder.guest.desk.kept.of(&session, &form.settings(), now).is_some();
    founder.page(DirectoryPage { words, shell, form, test, refused, kept }.render())
}
