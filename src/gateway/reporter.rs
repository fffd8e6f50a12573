//! Whether and how the pane reporter goes into an answer.

use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, TRAILER};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use tower::{ServiceExt as _, service_fn};
use tower_http::compression::{Compression, CompressionBody};

use super::body::Answer;
use super::rewrite::Rewritten;
use super::{Inner, frames};

/// A page was asked for in plain; this is what the browser accepts.
pub struct Asked {
    accepted: Option<HeaderValue>,
}

/// Asks the app for a page without compression; gives what the browser accepts.
pub fn ask_plain(headers: &mut HeaderMap) -> Asked {
    headers.remove("range");
    let accepted = headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    Asked { accepted: accepted.filter(|value| value != "identity") }
}

/// Puts the reporter into a page; anything else passes as it is. An app that compresses although
/// it was asked not to keeps its page untouched.
pub async fn put_in(inner: &Inner, response: Response<Answer>, desk: &str, asked: Asked) -> Response<Answer> {
    let (mut parts, body) = response.into_parts();
    if !is_page(parts.status, &parts.headers) {
        return Response::from_parts(parts, body);
    }
    let charset = charset(&parts.headers);
    let nonce = inner.ambient.token(16);
    let rewritten = match Rewritten::new(body, charset.as_deref(), desk, &nonce) {
        Ok(rewritten) => rewritten,
        Err(body) => return Response::from_parts(parts, body),
    };
    frames::admit_reporter(&mut parts.headers, &nonce);
    for name in [CONTENT_LENGTH, ETAG, TRAILER] {
        parts.headers.remove(name);
    }
    parts.headers.remove("accept-ranges");
    compressed(Response::from_parts(parts, Answer::Rewritten(Box::new(rewritten))), asked.accepted).await
}

/// Compresses for the browser what had to be asked for in plain.
async fn compressed(response: Response<Answer>, accepted: Option<HeaderValue>) -> Response<Answer> {
    let Some(accepted) = accepted else { return response };
    let mut request = Request::new(());
    request.headers_mut().insert(ACCEPT_ENCODING, accepted);
    let mut ready = Some(response);
    let inner = service_fn(move |_: Request<()>| {
        let response = ready.take().unwrap_or_else(|| Response::new(Answer::empty()));
        async move { Ok::<_, std::convert::Infallible>(response) }
    });
    let answered: Result<Response<CompressionBody<Answer>>, _> = Compression::new(inner).oneshot(request).await;
    match answered {
        Ok(response) => response.map(|body| Answer::Local(axum::body::Body::new(body))),
        Err(never) => match never {},
    }
}

/// Whether this is a page that can be edited.
fn is_page(status: StatusCode, headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let html = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/html"));
    let plain = headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    html && plain && status != StatusCode::PARTIAL_CONTENT && status != StatusCode::NOT_MODIFIED
}

/// The charset that the page's header names.
fn charset(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let mut fields = kind.split(';').filter_map(|field| field.trim().split_once('='));
    fields.find(|(name, _)| name.eq_ignore_ascii_case("charset")).map(|(_, value)| value.trim_matches('"').to_owned())
}
