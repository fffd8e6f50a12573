//! `GET /certificate`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::state::ApiState;
use crate::api::types::CertificateInfo;

/// What the gateways show; `null` on a laptop, which has no certificate.
#[utoipa::path(get, path = "/api/v1/certificate", tag = "admin", responses((status = 200, body = Option<CertificateInfo>)))]
pub async fn show(
    State(state): State<ApiState>,
    Admin(caller): Admin,
) -> Result<Json<Option<CertificateInfo>>, ApiError> {
    Ok(Json(state.certificates.shown(caller.words()).await?))
}
