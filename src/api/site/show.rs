//! `GET /site`

use axum::Json;
use axum::extract::State;

use crate::api::state::ApiState;
use crate::api::types::SiteInfo;
use crate::api::{ApiError, types};

/// Addresses and name of this cloud, for pages before sign-in.
#[utoipa::path(get, path = "/api/v1/site", tag = "desk", responses((status = 200, body = SiteInfo)))]
pub async fn show(State(state): State<ApiState>) -> Result<Json<SiteInfo>, ApiError> {
    let setup = state.setup.state().await?;
    let site = state.site.get();
    Ok(Json(types::SiteInfo {
        domain: site.as_ref().map(|site| site.domain.clone()),
        https: site.as_ref().is_none_or(|site| site.https),
        port: site.as_ref().and_then(|site| site.port),
        company: setup.company.unwrap_or_default(),
        language: setup.language.unwrap_or_else(|| "en".to_owned()),
        set_up: setup.done,
    }))
}
