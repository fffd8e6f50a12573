//! `GET /internal/v1/settings`

use axum::Json;
use axum::extract::State;

use super::Asker;
use crate::api::ApiError;
use crate::api::state::ApiState;
use crate::api::types::GatewaySettings;
use crate::clock::digest;

/// Hosts, certificates and peers for a gateway.
pub async fn settings(State(state): State<ApiState>, _asker: Asker) -> Result<Json<GatewaySettings>, ApiError> {
    let mut settings = GatewaySettings {
        domain: state.site.get().map(|site| site.domain.clone()),
        set_up: state.setup.state().await?.done,
        certificates: state.certificates.pairs().await?,
        web_root: state.certificates.web_root().await?,
        peers: state.fleet.peers(),
        version: String::new(),
    };
    settings.version = digest(&serde_json::to_string(&settings).unwrap_or_default());
    Ok(Json(settings))
}
