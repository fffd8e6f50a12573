//! What somebody had typed when the core wanted them to confirm who they are: a cookie of ten minutes, so
//! that any server can fill the form again after the sign-in. Never a password, a secret or a key.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::fields::Fields;
use super::visit::{STALE, Visit};
use crate::client::ClientError;
use crate::web::cookies;

const COOKIE: &str = "desk-form";
const SECONDS: i64 = 600;
/// Browsers keep 4096 bytes of a cookie, its name and attributes included (RFC 6265 §6.1).
const MOST: usize = 3800;

/// A form that waits for its sender, and for nobody else.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    person: String,
    form: String,
    fields: Vec<(String, String)>,
}

/// What the core refused; when it asks who is there, the form's `fields` wait for the answer.
pub(super) fn wait(visit: &Visit, error: ClientError, form: &str, fields: Vec<(String, String)>) -> Failure {
    let stale = error.code() == Some(STALE);
    let failure = visit.refused(error);
    let waiting = Waiting { person: visit.me.id.clone(), form: form.to_owned(), fields };
    let Some(value) = serde_json::to_vec(&waiting).ok().filter(|_| stale).map(|kept| BASE64.encode(kept)) else {
        return failure;
    };
    if value.len() > MOST {
        return failure;
    }
    let mut headers = HeaderMap::new();
    cookies::set(&mut headers, &visit.known.site, COOKIE, &value, Some(SECONDS));
    failure.with(headers)
}

/// The fields that wait for this person at this form.
pub(super) fn waiting(visit: &Visit, form: &str) -> Option<Fields> {
    let value = cookies::ours(visit.headers(), &visit.known.site, COOKIE)?;
    let waiting: Waiting = serde_json::from_slice(&BASE64.decode(value).ok()?).ok()?;
    (waiting.person == visit.me.id && waiting.form == form).then_some(Fields::from(waiting.fields))
}

/// The form is filled again: nothing waits any more.
pub(super) fn forget(visit: &Visit, mut response: Response) -> Response {
    cookies::clear(response.headers_mut(), &visit.known.site, COOKIE);
    response
}
