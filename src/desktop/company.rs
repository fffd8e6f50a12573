//! The company's name, as administrators change it.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};

use super::failure::Failure;
use super::fields::Fields;
use super::visit::Visit;
use crate::client::types::SiteName;

/// `POST /company`
pub(super) async fn name(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Failure> {
    visit.admin()?;
    let client = visit.ordering(fields.one("csrf"))?;
    client.name_site(&SiteName { company: fields.text("company") }).await.map_err(|error| visit.refused(error))?;
    Ok(Redirect::to("/sign-in-settings?done=company").into_response())
}
