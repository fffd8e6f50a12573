//! `PUT /me/preferences`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Caller;
use crate::api::state::ApiState;
use crate::api::types::Preferences;
use crate::web::Language;

/// Keeps language and theme for this person, on every machine.
#[utoipa::path(put, path = "/api/v1/me/preferences", tag = "desk", request_body = Preferences, responses((status = 200)))]
pub async fn prefer(
    State(state): State<ApiState>,
    caller: Caller,
    Json(wish): Json<Preferences>,
) -> Result<Json<()>, ApiError> {
    let language_fits = wish.language.as_deref().is_none_or(|tag| Language::parse(tag).is_some());
    let theme_fits = wish.theme.as_deref().is_none_or(|theme| ["light", "dark", "system"].contains(&theme));
    if !(language_fits && theme_fits) {
        return Err(ApiError::bad("preference.unknown"));
    }
    state.identity.set_preferences(caller.viewer()?.person.id, &wish).await?;
    Ok(Json(()))
}
