//! `PUT /certificate`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::{CertificateInfo, NewCertificate};
use crate::audit::Outcome;

/// Takes a certificate from elsewhere if nothing is wrong with it; the gateways show it within a minute.
#[utoipa::path(put, path = "/api/v1/certificate", tag = "admin", request_body = NewCertificate,
    responses((status = 200, body = Option<CertificateInfo>), (status = 422)))]
pub async fn upload(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<NewCertificate>,
) -> Result<Json<Option<CertificateInfo>>, ApiError> {
    let domain = state.site.or_unset().domain.clone();
    let taken = state.certificates.upload(&domain, &order.chain, &order.key, caller.words()).await;
    let result = if taken.is_ok() { Outcome::Done } else { Outcome::Refused };
    act(&state, &caller, "certificate.upload", Some(&domain), result).await;
    taken?;
    Ok(Json(state.certificates.shown(caller.words()).await?))
}
