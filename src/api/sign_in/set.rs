//! `PUT /sign-in`

use axum::Json;
use axum::extract::State;

use crate::api::ApiError;
use crate::api::caller::Admin;
use crate::api::record::act;
use crate::api::state::ApiState;
use crate::api::types::SignInSettings;
use crate::audit::Outcome;
use crate::identity::SecondFactorRule;

/// Decides who needs a second factor: whoever has none sets one up at the next sign-in. Asks for a
/// sign-in of the last 15 minutes.
#[utoipa::path(put, path = "/api/v1/sign-in", tag = "admin", request_body = SignInSettings,
    responses((status = 200), (status = 403, description = "the sign-in is too long ago")))]
pub async fn set(
    State(state): State<ApiState>,
    Admin(caller): Admin,
    Json(settings): Json<SignInSettings>,
) -> Result<Json<()>, ApiError> {
    caller.fresh(&state)?;
    let groups = settings.second_factor.groups.iter().map(|group| group.trim()).filter(|group| !group.is_empty());
    let rule = SecondFactorRule { admins: settings.second_factor.admins, groups: groups.map(str::to_owned).collect() };
    state.identity.set_second_factor_rule(&rule).await?;
    act(&state, &caller, "sign-in-rule.set", Some(&said(&rule)), Outcome::Done).await;
    Ok(Json(()))
}

/// The rule as one line of the audit list.
fn said(rule: &SecondFactorRule) -> String {
    let admins = rule.admins.then_some("admins").into_iter();
    let whom: Vec<&str> = admins.chain(rule.groups.iter().map(String::as_str)).collect();
    if whom.is_empty() { "nobody".to_owned() } else { whom.join(", ") }
}
