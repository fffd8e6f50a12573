//! `GET /me`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Me;

/// The person behind the session or token.
#[utoipa::path(get, path = "/api/v1/me", tag = "desk", responses((status = 200, body = Me), (status = 401)))]
pub async fn show(State(state): State<ApiState>, caller: Caller) -> Result<Json<Me>, ApiError> {
    let viewer = caller.viewer()?;
    let person = &viewer.person;
    // What the person chose, else what the browser asks for: the sign-in page spoke that language, too.
    let language = person.language.clone().unwrap_or_else(|| caller.language.tag().to_owned());
    Ok(Json(Me {
        id: person.id.to_string(),
        username: person.username.clone(),
        name: person.name.clone(),
        given_name: person.given_name.clone(),
        email: person.email.clone(),
        groups: person.groups.iter().map(|group| group.name.clone()).collect(),
        admin: person.admin,
        source: person.source.to_string(),
        language,
        theme: person.theme.clone().unwrap_or_else(|| "system".to_owned()),
        csrf: viewer.csrf.clone(),
        company: state.site.name(),
        session_seconds: viewer.expires_at.as_second() - state.ambient.now().as_second(),
    }))
}
