//! Health and metrics, on the gateway's own socket only.

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use metrics::Counter;

use super::Gateway;

/// `/healthz`, `/readyz`, `/metrics`.
pub fn router(gateway: Gateway) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(move || async move { readiness(&gateway) }))
        .route("/metrics", get(|| async { crate::telemetry::metrics_text() }))
}

fn readiness(gateway: &Gateway) -> Response {
    match gateway.ready() {
        Ok(()) => "ready\n".into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response(),
    }
}

/// Counters that are touched on every request: looked up once.
pub struct Counted {
    /// Requests to our roles.
    pub roles: Counter,
    /// Requests to apps.
    pub apps: Counter,
    /// Requests that no upstream answered.
    pub silent: Counter,
}

impl Counted {
    /// Registers them.
    pub fn new() -> Self {
        Self {
            roles: metrics::counter!("unidash_gateway_requests_total", "to" => "roles"),
            apps: metrics::counter!("unidash_gateway_requests_total", "to" => "apps"),
            silent: metrics::counter!("unidash_gateway_silent_total"),
        }
    }
}
