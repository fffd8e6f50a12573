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

/// All style sheets of our pages in one answer: one small file per component to read, one request to
/// make.
const STYLES: &str = "css/all.css";
/// What [`STYLES`] is made of, tokens first.
const SHEETS: &[&str] = &[
    "tokens",
    "tones",
    "base",
    "layout",
    "button",
    "card",
    "field",
    "note",
    "badge",
    "progress",
    "table",
    "setup",
    "status-bar",
    "menu",
    "tile",
    "home",
    "dock",
    "pane",
    "zone",
    "sheet",
    "scene",
    "side",
    "store",
    "window",
];

/// Below it stand scripts together with everything that they import.
const BUNDLES: &str = "bundles/";

/// Address of an asset: `/assets/<hash>/css/base.css`.
pub fn url(path: &str) -> String {
    format!("/assets/{}/{path}", *VERSION)
}

/// An asset's content.
pub fn content(path: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
    if path == STYLES {
        let sheets = SHEETS.iter().filter_map(|name| Files::get(&format!("css/{name}.css")));
        return Some(sheets.flat_map(|file| file.data.into_owned()).collect::<Vec<_>>().into());
    }
    if let Some(entry) = path.strip_prefix(BUNDLES) {
        let read =
            |path: &str| Some(String::from_utf8_lossy(&Files::get(&format!("scripts/{path}"))?.data).into_owned());
        let script = super::bundle::bundle(entry, read);
        return script
            .inspect_err(|error| tracing::warn!(%error, "no such script"))
            .ok()
            .map(|script| script.into_bytes().into());
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_style_sheet_holds_all_of_its_parts() {
        for name in SHEETS {
            assert!(Files::get(&format!("css/{name}.css")).is_some(), "{name}");
        }
        assert!(content(STYLES).is_some_and(|css| css.len() > 10_000));
    }

    #[test]
    fn every_script_of_a_page_comes_in_one_piece() {
        for entry in ["desk", "page", "window", "signed-in"] {
            let script = content(&format!("{BUNDLES}{entry}.js"));
            assert!(script.is_some_and(|script| !script.is_empty()), "{entry}");
        }
        assert!(content("bundles/nothing.js").is_none());
    }
}
