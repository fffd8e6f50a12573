//! The samples' side of `OpenID` Connect: authorization code with PKCE S256, back-channel logout.

use axum::body::Body;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{Request, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt as _;

use super::App;
use super::sessions::{Flow, Guest};
use crate::web::cookies;

/// What the provider gave at registration.
#[derive(Clone)]
pub struct Registration {
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: String,
}

/// Leads to the provider.
pub(super) async fn start(State(app): State<App>) -> Response {
    let (state, nonce, verifier) = (app.ambient.token(16), app.ambient.token(16), app.ambient.token(32));
    let challenge = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &app.registration.id)
        .append_pair("redirect_uri", &callback(&app))
        .append_pair("scope", "openid profile groups")
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    app.sessions.start(state, Flow { verifier, nonce, started: app.ambient.now() });
    Redirect::to(&format!("{}/authorize?{query}", app.site.id())).into_response()
}

#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
}

/// Takes the code, trades it for an ID token and opens a session of the sample's own.
pub(super) async fn finish(State(app): State<App>, Query(answer): Query<Answer>) -> Response {
    let flow = answer.state.as_deref().and_then(|state| app.sessions.flow(state));
    let (Some(code), Some(flow)) = (answer.code, flow) else { return Redirect::to("/sign-in").into_response() };
    let Some(guest) = exchange(&app, &code, &flow).await else { return StatusCode::FORBIDDEN.into_response() };
    let handle = app.ambient.token(32);
    app.sessions.open(handle.clone(), guest);
    let mut response = Redirect::to("/").into_response();
    cookies::set(response.headers_mut(), &app.site, "sample", &handle, None);
    response
}

#[derive(Deserialize)]
pub(super) struct LogoutToken {
    logout_token: String,
}

/// Back-Channel Logout 1.0 §2.5: the token came in process from the provider itself.
pub(super) async fn logged_out(State(app): State<App>, Form(form): Form<LogoutToken>) -> StatusCode {
    match claims(&form.logout_token).and_then(|claims| claims["sid"].as_str().map(str::to_owned)) {
        Some(sid) => {
            app.sessions.end(&sid);
            StatusCode::OK
        }
        None => StatusCode::BAD_REQUEST,
    }
}

fn callback(app: &App) -> String {
    format!("{}/callback", app.site.app(app.sample.host()))
}

async fn exchange(app: &App, code: &str, flow: &Flow) -> Option<Guest> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &callback(app))
        .append_pair("code_verifier", &flow.verifier)
        .finish();
    let basic = STANDARD.encode(format!("{}:{}", app.registration.id, app.registration.secret));
    let host = app.site.id().split("://").nth(1)?.to_owned();
    let request = Request::post("/token")
        .header("host", host)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", format!("Basic {basic}"))
        .body(Body::from(form))
        .ok()?;
    let response = app.provider.clone().oneshot(request).await.ok()?;
    let bytes = axum::body::to_bytes(response.into_body(), 64 * 1024).await.ok()?;
    let tokens: Value = serde_json::from_slice(&bytes).ok()?;
    // Core §3.1.3.7: a token straight from the token endpoint needs no signature check.
    let claims = claims(tokens["id_token"].as_str()?)?;
    let ours = claims["nonce"] == flow.nonce.as_str() && claims["iss"] == app.site.id().as_str();
    ours.then(|| Guest {
        subject: claims["sub"].as_str().unwrap_or_default().to_owned(),
        name: claims["name"].as_str().unwrap_or_default().to_owned(),
        sid: claims["sid"].as_str().unwrap_or_default().to_owned(),
    })
}

fn claims(token: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}
