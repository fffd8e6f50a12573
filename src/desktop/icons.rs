//! The apps' icons, from the store through the core.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

use super::desk::Desk;
use super::failure::{Failure, Reason};

/// `GET /icons/<short>.svg`: a picture, kept by browsers for a day, that can run nothing.
pub(super) async fn show(State(desk): State<Desk>, Path(name): Path<String>) -> Result<Response, Failure> {
    let short = name.strip_suffix(".svg").ok_or(Reason::NothingHere)?;
    // A picture in an `img` has no page whose colour it could take: the drawing is white on its tile.
    let picture = desk.client.icon(short).await?.replace("currentColor", "#fff");
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "public, max-age=86400"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, picture).into_response())
}
