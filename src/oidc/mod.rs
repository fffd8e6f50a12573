//! The `OpenID` provider on `id.D`: one endpoint per file, and its own pages.
//!
//! Discovery, keys, authorization code with PKCE, token, userinfo, refresh, revocation, introspection
//! and logout; the sign-in and password pages are plain forms that work without scripts.

mod authorize;
mod caller;
mod change_password;
mod claims;
mod client_authentication;
mod continuation;
mod discovery;
mod fresh;
mod gate;
mod introspect;
mod jwks;
mod logout;
mod pages;
mod parameters;
mod request;
mod revoke;
mod sign_in;
mod signed_out;
mod token;
mod token_answer;
mod userinfo;

use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use crate::identity::Identity;
use crate::web::assets;

use self::caller::Caller;

/// What the provider's endpoints share.
#[derive(Clone, Debug)]
pub struct OidcState {
    /// People, sessions, clients, keys.
    pub identity: Identity,
}

impl OidcState {
    /// On an identity.
    pub fn new(identity: Identity) -> Self {
        Self { identity }
    }
}

/// Everything that `id.D` answers.
pub fn router(state: OidcState) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::show))
        .route("/.well-known/oauth-authorization-server", get(discovery::show))
        .route("/jwks", get(jwks::show))
        .route("/authorize", get(authorize::get).post(authorize::post))
        .route("/token", axum::routing::post(token::exchange))
        .route("/userinfo", get(userinfo::get).post(userinfo::post))
        .route("/revoke", axum::routing::post(revoke::revoke))
        .route("/introspect", axum::routing::post(introspect::introspect))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/change-password", get(change_password::show).post(change_password::submit))
        .route("/gate", get(gate::pass))
        .route("/logout", get(logout::get).post(logout::post))
        .route("/signed-out", get(signed_out::show))
        .route("/", get(home))
        .merge(assets::router())
        .fallback(nothing)
        .with_state(state)
}

async fn home(axum::extract::State(state): axum::extract::State<OidcState>) -> Response {
    Redirect::to(&format!("{}/", state.identity.site().desk())).into_response()
}

async fn nothing(caller: Caller) -> Response {
    pages::problem(&caller, http::StatusCode::NOT_FOUND, pages::NOTHING)
}
