//! Step 3: our own authority, or a certificate from elsewhere.

use askama::Template;
use axum::Form;
use axum::response::Response;
use serde::Deserialize;

use super::{Founder, Shell, Turn};
use crate::client::types::SetupCertificate;
use crate::web::Words;

#[derive(Template)]
#[template(path = "setup/certificate.html")]
struct CertificatePage {
    words: Words,
    shell: Shell,
    form: CertificateForm,
    domain: String,
    refused: Option<String>,
}

/// What the form says.
#[derive(Default, Deserialize)]
pub(super) struct CertificateForm {
    kind: String,
    #[serde(default)]
    chain: String,
    #[serde(default)]
    key: String,
}

/// The form.
pub(super) async fn show(founder: Founder) -> Result<Response, Turn> {
    let kind = founder.state.certificate.clone().unwrap_or_else(|| "own".to_owned());
    draw(&founder, CertificateForm { kind, ..CertificateForm::default() }, None)
}

/// Makes or takes it.
pub(super) async fn keep(founder: Founder, Form(form): Form<CertificateForm>) -> Result<Response, Turn> {
    let upload = form.kind == "upload";
    let order = SetupCertificate {
        kind: form.kind.clone(),
        chain: upload.then(|| form.chain.clone()),
        key: upload.then(|| form.key.clone()),
    };
    match founder.guest.client.setup_certificate(&order).await {
        Ok(state) => Ok(Founder::on("certificate", &state)),
        // The key is not sent back into a page.
        Err(error) => draw(&founder, CertificateForm { key: String::new(), ..form }, Some(Founder::sentence(error)?)),
    }
}

fn draw(founder: &Founder, form: CertificateForm, refused: Option<String>) -> Result<Response, Turn> {
    let (words, shell) = (founder.guest.words, founder.shell("certificate"));
    let domain = founder.state.domain.clone().unwrap_or_default();
    founder.page(CertificatePage { words, shell, form, domain, refused }.render())
}
