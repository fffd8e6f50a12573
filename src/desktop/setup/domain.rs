//! Step 2: the domain, looked at before it is taken.

use askama::Template;
use axum::Form;
use axum::response::Response;
use serde::Deserialize;

use super::{Founder, Shell, Turn};
use crate::client::types::{DomainCheck, SetupDomain};
use crate::web::Words;

#[derive(Template)]
#[template(path = "setup/domain.html")]
struct DomainPage {
    words: Words,
    shell: Shell,
    domain: String,
    check: Option<DomainCheck>,
    refused: Option<String>,
}

impl DomainPage {
    /// Whether the domain that was looked at can be taken.
    fn usable(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.usable)
    }
}

/// What the form says.
#[derive(Deserialize)]
pub(super) struct DomainForm {
    domain: String,
    #[serde(default)]
    act: String,
}

/// The form; a domain chosen before is looked at again.
pub(super) async fn show(founder: Founder) -> Result<Response, Turn> {
    let domain = founder.state.domain.clone().unwrap_or_default();
    look(&founder, domain).await
}

/// “Check” looks, “Continue” takes.
pub(super) async fn keep(founder: Founder, Form(form): Form<DomainForm>) -> Result<Response, Turn> {
    if form.act == "check" {
        return look(&founder, form.domain).await;
    }
    match founder.guest.client.setup_domain(&SetupDomain { domain: form.domain.clone() }).await {
        Ok(state) => Ok(Founder::on("domain", &state)),
        Err(error) => {
            let refused = Founder::sentence(error)?;
            draw(&founder, form.domain, None, Some(refused))
        }
    }
}

async fn look(founder: &Founder, domain: String) -> Result<Response, Turn> {
    let check = match domain.trim() {
        "" => None,
        name => Some(founder.guest.client.setup_check_domain(&SetupDomain { domain: name.to_owned() }).await),
    };
    match check.transpose() {
        Ok(check) => draw(founder, domain, check, None),
        Err(error) => draw(founder, domain, None, Some(Founder::sentence(error)?)),
    }
}

fn draw(
    founder: &Founder,
    domain: String,
    check: Option<DomainCheck>,
    refused: Option<String>,
) -> Result<Response, Turn> {
    let (words, shell) = (founder.guest.words, founder.shell("domain"));
    founder.page(DomainPage { words, shell, domain, check, refused }.render())
}
