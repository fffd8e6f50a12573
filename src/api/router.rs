//! The list of routes.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};

use super::error::ApiError;
use super::state::ApiState;
use super::{
    account, announcements, app_tokens, apps, catalogue, certificate, directories, directory, docks, events, groups,
    internal, layout, links, me, openapi, people, registration_tokens, scenes, servers, session, setup, sign_in,
    signing_keys, site, status, tiles, tokens, upstreams,
};
use crate::web::{Language, Words};

/// Largest request body: an uploaded certificate chain or a manifest.
const BODY: usize = 1024 * 1024;

/// `/api/*` and `/internal/*`.
pub fn router(state: ApiState) -> Router {
    Router::new()
        .nest("/api/v1", v1())
        .nest("/internal/v1", asked())
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/docs", get(openapi::page))
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(state.clone(), worded))
        .with_state(state)
}

fn v1() -> Router<ApiState> {
    Router::new()
        .route("/site", get(site::show::show).patch(site::name::set))
        .route("/desk-sessions", post(session::open::open))
        .route("/session", delete(session::end::end))
        .route("/me", get(me::show::show))
        .route("/me/preferences", put(me::prefer::prefer))
        .route("/tiles", get(tiles::list::list))
        .route("/layout", get(layout::show::show).put(layout::keep::keep))
        .route("/scenes", get(scenes::mine::mine))
        .route("/given-scenes", get(scenes::list::list).post(scenes::give::give))
        .route("/given-scenes/{id}", delete(scenes::take_back::take_back))
        .route("/docks", get(docks::mine::mine))
        .route("/given-docks", get(docks::list::list).post(docks::give::give))
        .route("/given-docks/{id}", delete(docks::take_back::take_back))
        .route("/announcements", get(announcements::list::list).post(announcements::announce::announce))
        .route("/announcements/{id}", delete(announcements::withdraw::withdraw).put(announcements::put_back::put_back))
        .route("/announcements/{id}/dismissals", post(announcements::dismiss::dismiss))
        .route("/me/announcements", get(announcements::mine::mine))
        .route("/links", get(links::list::list).post(links::add::add))
        .route("/links/{id}", delete(links::remove::remove))
        .route("/links/{id}/checks", post(links::check::check))
        .route("/certificate", get(certificate::show::show).put(certificate::upload::upload))
        .route("/certificate/renewals", post(certificate::renew::renew))
        .route("/domain-checks", post(certificate::check_domain::check))
        .route("/catalogue", get(catalogue::list::list))
        .route("/catalogue/{short}/icon", get(catalogue::icon::icon))
        .route("/apps", get(apps::list::list).post(apps::install::install))
        .route("/apps/{name}", get(apps::show::show).delete(apps::remove::remove))
        .route("/apps/{name}/progress", get(apps::progress::progress))
        .route("/apps/{name}/retries", post(apps::retry::retry))
        .route("/renders", post(apps::render::render))
        .route("/events", get(events::list::list))
        .route("/servers", get(servers::list::list))
        .route("/status", get(status::show::show))
        .route("/people", get(people::list::list).post(people::create::create))
        .route("/groups", get(groups::list::list))
        .route("/directory", get(directory::show::show).put(directory::set::set))
        .route("/directory/tests", post(directory::test::test))
        .route("/directories", get(directories::list::list))
        .route("/directories/{domain}", put(directories::set::set).delete(directories::remove::remove))
        .route("/sign-in", get(sign_in::show::show).put(sign_in::set::set))
        .route("/tokens", get(tokens::list::list).post(tokens::create::create))
        .route("/tokens/{id}", delete(tokens::remove::remove))
        .route("/app-tokens", get(app_tokens::list::list).post(app_tokens::create::create))
        .route("/app-tokens/{id}", delete(app_tokens::remove::remove))
        .route("/registration-tokens", post(registration_tokens::create::create))
        .merge(own_account())
        .merge(one_person())
        .route("/signing-keys/rotations", post(signing_keys::rotate::rotate))
        .merge(others())
        .merge(first_minutes())
}

fn own_account() -> Router<ApiState> {
    use account::{consents, password, second_factors, sessions};
    Router::new()
        .route("/me/sessions", get(sessions::list).delete(sessions::end_others))
        .route("/me/sessions/{id}", delete(sessions::end))
        .route("/me/second-factors", get(second_factors::list))
        .route("/me/second-factors/{id}", delete(second_factors::remove))
        .route("/me/recovery-codes", post(second_factors::new_codes))
        .route("/me/consents", get(consents::list))
        .route("/me/consents/{client}", delete(consents::withdraw))
        .route("/me/password", put(password::change))
}

fn one_person() -> Router<ApiState> {
    use people::{edit, remove, second_factors, sessions, show, sign_ins};
    Router::new()
        .route("/people/{id}", get(show::show).patch(edit::edit).delete(remove::remove))
        .route("/people/{id}/sessions", get(sessions::list).delete(sessions::end_all))
        .route("/people/{id}/sessions/{session}", delete(sessions::end))
        .route("/people/{id}/second-factors", delete(second_factors::remove))
        .route("/people/{id}/sign-ins", get(sign_ins::list))
}

fn others() -> Router<ApiState> {
    Router::new()
        .route("/upstreams", get(upstreams::list::list))
        .route("/upstreams/tests", post(upstreams::test::test))
        .route("/upstreams/{id}", put(upstreams::set::set).delete(upstreams::remove::remove))
}

fn first_minutes() -> Router<ApiState> {
    use setup::steps;
    Router::new()
        .route("/setup", get(steps::show))
        .route("/setup/sessions", post(steps::open))
        .route("/setup/language", put(steps::language))
        .route("/setup/domain-checks", post(steps::check_domain))
        .route("/setup/domain", put(steps::domain))
        .route("/setup/certificate", put(steps::certificate))
        .route("/setup/admin", put(steps::admin))
        .route("/setup/directory-tests", post(steps::test_directory))
        .route("/setup/directory", put(steps::directory))
        .route("/setup/completions", post(steps::finish))
}

fn asked() -> Router<ApiState> {
    Router::new()
        .route("/access", post(internal::access::access))
        .route("/tickets", post(internal::tickets::redeem))
        .route("/settings", get(internal::settings::settings))
        .route("/facts", get(internal::facts::facts))
        .route("/events", post(internal::events::ship))
}

async fn nothing() -> ApiError {
    ApiError::unknown("unknown")
}

async fn wrong_method() -> ApiError {
    ApiError::new(http::StatusCode::METHOD_NOT_ALLOWED, "method")
}

/// Puts errors into the reader's language and names the request; axum's own refusals (a body that is
/// no JSON, an unknown field) get the same envelope.
async fn worded(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let words = Words::of(Language::of(request.headers()));
    let name = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let name = name.unwrap_or_else(|| state.ambient.hex(8));
    let response = next.run(request).await;
    if let Some(error) = response.extensions().get::<ApiError>() {
        return (response.status(), Json(error.problem(words, &name))).into_response();
    }
    let plain =
        response.headers().get(http::header::CONTENT_TYPE).is_some_and(|kind| kind == "text/plain; charset=utf-8");
    if response.status().is_client_error() && plain {
        return refused(response, words, &name).await;
    }
    response
}

async fn refused(response: Response, words: Words, name: &str) -> Response {
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap_or_default();
    let detail = String::from_utf8_lossy(&body).into_owned();
    let error = ApiError::new(status, "request.broken").with("detail", detail);
    (status, Json(error.problem(words, name))).into_response()
}
