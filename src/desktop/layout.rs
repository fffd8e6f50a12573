//! The person's desk, kept a moment after each change.

use axum::Json;
use http::StatusCode;

use super::failure::Failure;
use super::visit::Visit;
use crate::client::types::Layout;

/// `PUT /layout`
pub(super) async fn keep(visit: Visit, Json(layout): Json<Layout>) -> Result<StatusCode, Failure> {
    visit.ordering(None)?.set_layout(&layout).await.map_err(|error| visit.refused(error))?;
    Ok(StatusCode::NO_CONTENT)
}
