//! `GET /tiles`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Tile;

/// The apps that this person may open, with their state, and after them the company's links.
#[utoipa::path(get, path = "/api/v1/tiles", tag = "desk", responses((status = 200, body = Vec<Tile>)))]
pub async fn list(State(state): State<ApiState>, caller: Caller) -> Result<Json<Vec<Tile>>, ApiError> {
    let person = &caller.viewer()?.person;
    let words = caller.words();
    let tiles = state.apps.tiles(person).await?;
    let links = state.desks.link_tiles(person).await?;
    Ok(Json(tiles.into_iter().map(|tile| tile.told(words)).chain(links).collect()))
}
