//! The apps' icons, from the store through the core.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, StatusCode};

use super::desk::Desk;
use super::failure::{Failure, Reason};
use crate::client::types::LINK_SIGNS;
use crate::web::assets;

/// Of a picture that can run nothing, kept by browsers for a day.
fn headers() -> [(HeaderName, &'static str); 4] {
    [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "public, max-age=86400"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
}

/// `GET /icons/<short>.svg`: an app's icon from the store, or `sign.<name>.svg`, one of our signs for a link.
pub(super) async fn show(State(desk): State<Desk>, Path(name): Path<String>) -> Result<Response, Failure> {
    let short = name.strip_suffix(".svg").ok_or(Reason::NothingHere)?;
    if let Some(sign) = short.strip_prefix("sign.") {
        return Ok((headers(), sign_of(sign).ok_or(Reason::NothingHere)?).into_response());
    }
    // A picture in an `img` has no page whose colour it could take: the drawing is white on its tile.
    let picture = match desk.client.icon(short).await {
        Ok(picture) => picture.replace("currentColor", "#fff"),
        // An app that the store does not describe, or not any more: a tile is never empty.
        Err(error) if error.status() == StatusCode::NOT_FOUND => sign_of(LINK_SIGNS[0]).ok_or(Reason::NothingHere)?,
        Err(error) => return Err(error.into()),
    };
    Ok((headers(), picture).into_response())
}

/// One of the signs that a link may wear, white on its tile.
fn sign_of(name: &str) -> Option<String> {
    let name = LINK_SIGNS.iter().find(|known| **known == name)?;
    let sprite = assets::content("icons/icons.svg")?;
    let sprite = String::from_utf8_lossy(&sprite).into_owned();
    let (_, symbol) = sprite.split_once(&format!("<symbol id=\"{name}\" viewBox=\"0 0 24 24\">"))?;
    let (drawing, _) = symbol.split_once("</symbol>")?;
    let frame = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">"##;
    Some(format!("{frame}{drawing}</svg>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_that_a_link_may_wear_is_drawn() {
        for sign in LINK_SIGNS {
            assert!(
                sign_of(sign).is_some_and(|drawing| drawing.contains("<path") || drawing.contains("<rect")),
                "{sign}"
            );
        }
        assert!(sign_of("../secret").is_none());
    }
}
