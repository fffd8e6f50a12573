//! From the provider's session to an app's: a one-time ticket for `<app>.D`.

use axum::extract::{Query, RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::OidcState;
use super::caller::Caller;
use super::continuation::Continuation;
use super::pages;

/// What the gateway asks for.
#[derive(Deserialize)]
pub(super) struct Wish {
    host: String,
    #[serde(rename = "return", default)]
    back: String,
}

/// `GET /gate?host=…&return=…`
pub(super) async fn pass(
    State(state): State<OidcState>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Response {
    let site = state.identity.site();
    let host = crate::web::site::without_port(&wish.host).to_lowercase();
    let apps = site.label(&host).is_some_and(|label| !["desk", "id", ""].contains(&label));
    let well_formed = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    if !apps || !well_formed {
        return pages::problem(&caller, StatusCode::BAD_REQUEST, pages::GATE);
    }
    let Some(viewer) = &caller.viewer else {
        if caller.framed {
            return pages::reauth(&state, &caller);
        }
        return Redirect::to(&Continuation::to("/gate", &query.unwrap_or_default()).sign_in()).into_response();
    };
    let back = if wish.back.starts_with('/') && !wish.back.starts_with("//") { wish.back.as_str() } else { "/" };
    match state.identity.ticket(viewer, &host).await {
        Ok(ticket) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("ticket", &ticket)
                .append_pair("return", back)
                .finish();
            Redirect::to(&format!("{}/.unidash/session?{query}", site.origin(&host))).into_response()
        }
        Err(error) => pages::failed(&caller, &error),
    }
}
