//! The company's scenes: an administrator gives what stands on the screen, or takes it back.

use axum::Json;
use axum::extract::Path;
use http::StatusCode;

use super::failure::Failure;
use super::visit::Visit;
use crate::client::types::GivenScene;

/// `POST /scenes`
pub(super) async fn give(visit: Visit, Json(order): Json<GivenScene>) -> Result<Json<GivenScene>, Failure> {
    visit.admin()?;
    let given = visit.ordering(None)?.give_scene(&order).await.map_err(|error| visit.refused(error))?;
    Ok(Json(given))
}

/// `DELETE /scenes/{id}`
pub(super) async fn take_back(visit: Visit, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    visit.admin()?;
    visit.ordering(None)?.take_scene_back(&id).await.map_err(|error| visit.refused(error))?;
    Ok(StatusCode::NO_CONTENT)
}
