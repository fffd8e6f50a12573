//! Step 5: Active Directory. “Test” says in plain words what is wrong.

use askama::Template;
use axum::Form;
use axum::response::Response;

use super::{Founder, Shell, Turn};
use crate::client::types::DirectoryTest;
use crate::desktop::directory_form::DirectoryForm;
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
