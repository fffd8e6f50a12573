//! `POST /certificate/renewals`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::CertificateInfo;
use crate::audit::Outcome;

/// Which certificate to issue.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Renewal {
    /// The own authority's takes the place of one from elsewhere.
    instead: bool,
}

/// Issues the own authority's certificate anew. One from elsewhere is renewed where it comes from.
#[utoipa::path(post, path = "/api/v1/certificate/renewals", tag = "admin", request_body = Renewal,
    responses((status = 200, body = Option<CertificateInfo>), (status = 409)))]
pub async fn renew(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(order): Json<Renewal>,
) -> Result<Json<Option<CertificateInfo>>, ApiError> {
    if !state.certificates.renew_now(order.instead).await? {
        return Err(ApiError::new(http::StatusCode::CONFLICT, "certificate.foreign"));
    }
    act(&state, &caller, "certificate.renew", Some(&state.site.or_unset().domain), Outcome::Done).await;
    Ok(Json(state.certificates.shown(caller.words()).await?))
}
