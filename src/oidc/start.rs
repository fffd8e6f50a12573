//! A sign-in that starts here and not at the app (OpenID Connect Core 1.0 §4).

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;

use super::OidcState;
use super::caller::Caller;
use super::pages;
use super::parameters::Queried;

/// `GET /start?client_id=…[&target_link_uri=…][&login_hint=…]`: leads to the client's
/// `initiate_login_uri`. The client itself judges where it goes on (§4).
pub(super) async fn start(State(state): State<OidcState>, Queried(all): Queried, caller: Caller) -> Response {
    let client = match state.identity.client(all.get("client_id").unwrap_or_default()).await {
        Ok(client) => client,
        Err(error) => return pages::failed(&caller, &error),
    };
    let uri = client.and_then(|client| client.order.initiate_login_uri).and_then(|uri| url::Url::parse(&uri).ok());
    let (Some(mut uri), None) = (uri, all.fault()) else {
        return pages::problem(&caller, StatusCode::BAD_REQUEST, pages::CLIENT);
    };
    uri.query_pairs_mut().append_pair("iss", &state.identity.site().id());
    for name in ["login_hint", "target_link_uri"] {
        if let Some(value) = all.get(name) {
            uri.query_pairs_mut().append_pair(name, value);
        }
    }
    Redirect::to(uri.as_str()).into_response()
}
