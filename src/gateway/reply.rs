//! Small answers of the gateway's own.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use super::body::Answer;

/// One line of text.
pub fn text(status: StatusCode, line: &str) -> Response<Answer> {
    let mut response = Response::new(Answer::from(format!("{line}\n")));
    *response.status_mut() = status;
    own(response.headers_mut(), "text/plain; charset=utf-8");
    response
}

/// Leads elsewhere, as a new GET.
pub fn see_other(location: &str) -> Response<Answer> {
    redirect(StatusCode::SEE_OTHER, location)
}

/// Leads elsewhere, with the same method and body.
pub fn permanent(location: &str) -> Response<Answer> {
    redirect(StatusCode::PERMANENT_REDIRECT, location)
}

fn redirect(status: StatusCode, location: &str) -> Response<Answer> {
    let Ok(location) = HeaderValue::from_str(location) else { return text(StatusCode::BAD_REQUEST, "bad address") };
    let mut response = Response::new(Answer::empty());
    *response.status_mut() = status;
    own(response.headers_mut(), "text/plain; charset=utf-8");
    response.headers_mut().insert(LOCATION, location);
    response
}

/// The headers of everything that the gateway says itself.
pub fn own(headers: &mut HeaderMap, kind: &'static str) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

/// Whether a browser asks for a page (Fetch Metadata; older browsers by what they accept).
pub fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let word = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if !matches!(*method, Method::GET | Method::HEAD | Method::POST) {
        return false;
    }
    match word("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => {
            *method != Method::POST
                && word("accept").is_some_and(|accept| accept.contains("text/html"))
                && word("x-requested-with").is_none()
        }
    }
}

/// Whether the page goes into a frame.
pub fn is_framed(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_some_and(|value| value == "iframe" || value == "frame")
}
