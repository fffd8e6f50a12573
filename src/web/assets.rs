//! Embedded files with a content hash in their address, kept for ever by browsers.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
#[exclude = "words/*"]
struct Files;

// A constant that needs computing once: one hash over all files, so that relative imports between
// scripts stay inside one version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for path in Files::iter() {
        context.update(path.as_bytes());
        if let Some(file) = Files::get(&path) {
            context.update(&file.metadata.sha256_hash());
        }
    }
    context.finish().as_ref()[..6].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
});

/// Address of an asset: `/assets/<hash>/css/base.css`.
pub fn url(path: &str) -> String {
    format!("/assets/{}/{path}", *VERSION)
}

/// An asset's content.
pub fn content(path: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
    Files::get(path).map(|file| file.data)
}

/// Serves `/assets/<hash>/<path>`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{*path}", get(serve))
}

async fn serve(Path((version, path)): Path<(String, String)>) -> Response {
    let Some(file) = content(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let age = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = file.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind(&path)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(age));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/manifest+json",
        Some("html") => "text/html; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
