//! `/setup/*`: one handler per step.

use axum::Json;
use axum::extract::State;

use super::SettingUp;
use crate::api::ApiError;
use crate::api::caller::client_address;
use crate::api::state::ApiState;
use crate::api::types::{
    DirectorySettings, DirectoryTest, DomainCheck, SetupAdmin, SetupCertificate, SetupCode, SetupDomain, SetupLanguage,
    SetupSession, SetupState,
};

type Answer = Result<Json<SetupState>, ApiError>;

/// Trades the one-time code for a set-up session.
#[utoipa::path(post, path = "/api/v1/setup/sessions", tag = "setup", request_body = SetupCode,
    responses((status = 200, body = SetupSession), (status = 401, description = "wrong or used code")))]
pub async fn open(
    State(state): State<ApiState>,
    parts: http::request::Parts,
    Json(order): Json<SetupCode>,
) -> Result<Json<SetupSession>, ApiError> {
    let token = state.setup.open(&order.code, client_address(&parts).as_deref()).await?;
    Ok(Json(SetupSession { token }))
}

/// How far the set-up is.
#[utoipa::path(get, path = "/api/v1/setup", tag = "setup", responses((status = 200, body = SetupState)))]
pub async fn show(State(state): State<ApiState>, _open: SettingUp) -> Answer {
    Ok(Json(state.setup.state().await?))
}

/// Step 1: language and company.
#[utoipa::path(put, path = "/api/v1/setup/language", tag = "setup", request_body = SetupLanguage, responses((status = 200, body = SetupState)))]
pub async fn language(State(state): State<ApiState>, _open: SettingUp, Json(order): Json<SetupLanguage>) -> Answer {
    Ok(Json(state.setup.set_language(&order.language, order.company.as_deref()).await?))
}

/// Looks at a domain without choosing it.
#[utoipa::path(post, path = "/api/v1/setup/domain-checks", tag = "setup", request_body = SetupDomain, responses((status = 200, body = DomainCheck)))]
pub async fn check_domain(
    State(state): State<ApiState>,
    open: SettingUp,
    Json(order): Json<SetupDomain>,
) -> Result<Json<DomainCheck>, ApiError> {
    Ok(Json(state.setup.check_domain(&order.domain, open.words).await))
}

/// Step 2: the domain.
#[utoipa::path(put, path = "/api/v1/setup/domain", tag = "setup", request_body = SetupDomain, responses((status = 200, body = SetupState)))]
pub async fn domain(State(state): State<ApiState>, open: SettingUp, Json(order): Json<SetupDomain>) -> Answer {
    Ok(Json(state.setup.set_domain(&order.domain, open.words).await?))
}

/// Step 3: the certificate.
#[utoipa::path(put, path = "/api/v1/setup/certificate", tag = "setup", request_body = SetupCertificate, responses((status = 200, body = SetupState)))]
pub async fn certificate(
    State(state): State<ApiState>,
    open: SettingUp,
    Json(order): Json<SetupCertificate>,
) -> Answer {
    Ok(Json(state.setup.set_certificate(&order, open.words).await?))
}

/// Step 4: the first administrator.
#[utoipa::path(put, path = "/api/v1/setup/admin", tag = "setup", request_body = SetupAdmin, responses((status = 200, body = SetupState)))]
pub async fn admin(State(state): State<ApiState>, _open: SettingUp, Json(order): Json<SetupAdmin>) -> Answer {
    Ok(Json(state.setup.set_admin(&order.username, &order.name, &order.password).await?))
}

/// “Test” of step 5.
#[utoipa::path(post, path = "/api/v1/setup/directory-tests", tag = "setup", request_body = DirectorySettings, responses((status = 200, body = DirectoryTest)))]
pub async fn test_directory(
    State(state): State<ApiState>,
    open: SettingUp,
    Json(settings): Json<DirectorySettings>,
) -> Result<Json<DirectoryTest>, ApiError> {
    Ok(Json(state.identity.test_directory(&settings, &open.words).await))
}

/// Step 5: the directory.
#[utoipa::path(put, path = "/api/v1/setup/directory", tag = "setup", request_body = DirectorySettings, responses((status = 200, body = SetupState)))]
pub async fn directory(
    State(state): State<ApiState>,
    _open: SettingUp,
    Json(settings): Json<DirectorySettings>,
) -> Answer {
    Ok(Json(state.setup.set_directory(&settings).await?))
}

/// Closes the set-up; the code is used up.
#[utoipa::path(post, path = "/api/v1/setup/completions", tag = "setup", responses((status = 200, body = SetupState)))]
pub async fn finish(State(state): State<ApiState>, _open: SettingUp) -> Answer {
    Ok(Json(state.setup.finish().await?))
}
