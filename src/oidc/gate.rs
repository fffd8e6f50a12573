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
    let asked = if wish.back.starts_with('/') && !wish.back.starts_with("//") { wish.back.as_str() } else { "/" };
    let start = sign_in_path(&state, site.label(&host).unwrap_or_default(), &site.origin(&host)).await;
    match state.identity.ticket(viewer, &host).await {
        Ok(ticket) => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("ticket", &ticket).append_pair("return", asked);
            if let Some(start) = &start {
                query.append_pair("start", start);
            }
            let query = query.finish();
            Redirect::to(&format!("{}/.unidash/session?{query}", site.origin(&host))).into_response()
        }
        Err(error) => pages::failed(&caller, &error),
    }
}

/// Where the app starts a sign-in. Whoever comes through here has no session with the app yet (the
/// gateway drops its cookies with the one before), so it would only show its own sign-in page.
async fn sign_in_path(state: &OidcState, label: &str, origin: &str) -> Option<String> {
    let client = state.identity.client(&format!("app-{label}")).await.ok().flatten()?;
    let start = client.order.initiate_login_uri.as_deref()?.strip_prefix(origin)?;
    start.starts_with('/').then(|| start.to_owned())
}
