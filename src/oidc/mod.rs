//! The `OpenID` provider on `id.D`: one endpoint per file, and its own pages.
//!
//! Discovery, keys, authorization code with PKCE, request objects and pushed requests, token, userinfo,
//! refresh, revocation, introspection, devices, registration, and every kind of logout. All pages are
//! plain forms that work without scripts.

mod asked;
mod assertion;
mod authorize;
mod caller;
mod change_password;
mod claims;
mod client_authentication;
mod client_keys;
mod consent;
mod continuation;
mod cross_origin;
mod device;
mod discovery;
mod entry;
mod fetch;
mod fresh;
mod front_channel;
mod gate;
mod implicit;
mod introspect;
mod jwks;
mod logout;
mod pace;
mod pages;
mod parameters;
mod passkey;
mod passkey_alone;
mod push;
mod registration;
mod registration_metadata;
mod request;
mod request_object;
mod revoke;
mod said;
mod second_factor;
mod select_account;
mod session_state;
mod sign_in;
mod signed_out;
mod start;
mod step_up;
mod token;
mod token_answer;
mod tokens;
mod upstream;
mod userinfo;
mod wanted;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};

use crate::identity::Identity;
use crate::web::{SiteHandle, assets};

use self::caller::Caller;
use self::client_keys::ClientKeys;
use self::pace::{Guesses, Polls};

pub use self::fetch::{Fetch, GuardedFetch, OwnAuthority, Where};

/// Largest request body, in bytes.
const BODY: usize = 128 * 1024;

/// What the provider's endpoints share.
#[derive(Clone)]
pub struct OidcState {
    /// People, sessions, clients, keys.
    pub identity: Identity,
    fetch: Arc<dyn Fetch>,
    keys: ClientKeys,
    polls: Polls,
    guesses: Guesses,
    /// How this cloud is called on its pages.
    names: SiteHandle,
    /// Response types without a code, for whoever registered for them.
    implicit: bool,
}

impl OidcState {
    /// On an identity; what clients publish is read from public addresses only.
    pub fn new(identity: Identity) -> Self {
        let site = identity.clone();
        let fetch = GuardedFetch {
            site: Arc::new(move || site.site()),
            hosts: None,
            allow: Vec::new(),
            authorities: String::new(),
            own: Arc::new(|| Box::pin(async { None })),
        };
        Self::with_fetch(identity, Arc::new(fetch))
    }

    /// The same with another way to fetch what clients publish.
    pub fn with_fetch(identity: Identity, fetch: Arc<dyn Fetch>) -> Self {
        let keys = ClientKeys::new(fetch.clone(), identity.ambient().clone());
        let names = SiteHandle::known((*identity.site()).clone());
        Self { identity, fetch, keys, polls: Polls::default(), guesses: Guesses::default(), names, implicit: false }
    }

    /// The same with the company's name on its pages.
    #[must_use]
    pub fn with_names(mut self, names: SiteHandle) -> Self {
        self.names = names;
        self
    }

    /// The same as a Dynamic provider (Core §15.2), or not.
    #[must_use]
    pub fn with_implicit(mut self, implicit: bool) -> Self {
        self.implicit = implicit;
        self
    }
}

impl std::fmt::Debug for OidcState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OidcState")
    }
}

/// Everything that `id.D` answers.
pub fn router(state: OidcState) -> Router {
    Router::new()
        .route("/authorize", get(authorize::get).post(authorize::post))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/second-factor", get(second_factor::show).post(second_factor::submit))
        .route("/passkey", get(passkey::show).post(passkey::submit))
        .route("/passkey-sign-in", post(passkey_alone::submit))
        .route("/change-password", get(change_password::show).post(change_password::submit))
        .route("/consent", post(consent::answer))
        .route("/select-account", post(select_account::answer))
        .route("/device", get(device::show).post(device::submit))
        .route("/upstream/{id}", get(upstream::leave))
        .route("/upstream/{id}/callback", get(upstream::back))
        .route("/gate", get(gate::pass))
        .route("/start", get(start::start))
        .route("/logout", get(logout::get).post(logout::post))
        .route("/signed-out", get(signed_out::show))
        .route("/check-session", get(session_state::frame))
        .route("/", get(home))
        .merge(programs())
        .merge(assets::router())
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(state)
}

/// What programs call, scripts of any origin among them.
fn programs() -> Router<OidcState> {
    let asked = cross_origin::preflight;
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::show).options(asked))
        .route("/.well-known/oauth-authorization-server", get(discovery::show).options(asked))
        .route("/jwks", get(jwks::show).options(asked))
        .route("/token", post(token::exchange).options(asked))
        .route("/userinfo", get(userinfo::get).post(userinfo::post).options(asked))
        .route("/revoke", post(revoke::revoke).options(asked))
        .route("/introspect", post(introspect::introspect).options(asked))
        .route("/par", post(push::push).options(asked))
        .route("/device-authorization", post(device::begin).options(asked))
        .route("/register", post(registration::create).options(asked))
        .route(
            "/register/{id}",
            get(registration::show).put(registration::replace).delete(registration::remove).options(asked),
        )
        .route_layer(middleware::from_fn(cross_origin::open))
}

async fn home(axum::extract::State(state): axum::extract::State<OidcState>) -> Response {
    Redirect::to(&format!("{}/", state.identity.site().desk())).into_response()
}

async fn nothing(caller: Caller) -> Response {
    pages::problem(&caller, http::StatusCode::NOT_FOUND, pages::NOTHING)
}
