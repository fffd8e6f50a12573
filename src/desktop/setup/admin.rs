//! Step 4: the first administrator.

use askama::Template;
use axum::Form;
use axum::response::Response;
use serde::Deserialize;

use super::{Founder, Shell, Turn};
use crate::client::types::SetupAdmin;
use crate::web::Words;

#[derive(Template)]
#[template(path = "setup/admin.html")]
struct AdminPage {
    words: Words,
    shell: Shell,
    form: AdminForm,
    known: Option<String>,
    refused: Option<String>,
}

/// What the form says.
#[derive(Default, Deserialize)]
pub(super) struct AdminForm {
    username: String,
    name: String,
    password: String,
    again: String,
}

/// The form.
pub(super) async fn show(founder: Founder) -> Result<Response, Turn> {
    draw(&founder, AdminForm::default(), None)
}

/// Makes the account.
pub(super) async fn keep(founder: Founder, Form(form): Form<AdminForm>) -> Result<Response, Turn> {
    if form.password != form.again {
        let refused = founder.guest.words.say("setup-admin-differ");
        return draw(&founder, form, Some(refused));
    }
    let order =
        SetupAdmin { username: form.username.clone(), name: form.name.clone(), password: form.password.clone() };
    match founder.guest.client.setup_admin(&order).await {
        Ok(state) => Ok(Founder::on("admin", &state)),
        Err(error) => draw(&founder, form, Some(Founder::sentence(error)?)),
    }
}

fn draw(founder: &Founder, form: AdminForm, refused: Option<String>) -> Result<Response, Turn> {
    let (words, shell) = (founder.guest.words, founder.shell("admin"));
    let known = founder.state.admin.clone();
    founder.page(AdminPage { words, shell, form, known, refused }.render())
}
