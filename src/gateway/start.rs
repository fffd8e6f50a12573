//! An app that starts its own sign-in at an address is opened there once, and it must have answered.
//!
//! The app may be starting just then: without this memory the next visit would go to its front page,
//! where it shows a sign-in link of its own. A cookie on the app's host keeps the address until a page
//! beyond it was answered; after a failure on the way the next page is led there again.

use http::{HeaderMap, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use url::form_urlencoded;

use super::body::Answer;
use super::reply;
use super::session::is_own_path;
use crate::web::{Site, cookies};

/// Base name of the cookie.
pub const START: &str = "gate-start";
const SECONDS: i64 = 3600;
/// Before the address: something on the way did not answer.
const FAILED: char = '!';

/// An app's sign-in that is not finished.
pub struct Start {
    path: String,
    failed: bool,
}

impl Start {
    /// Where an app's sign-in begins: the browser is led there now.
    pub fn at(path: String) -> Self {
        Self { path, failed: false }
    }

    /// What this browser has not finished, when it asks for a page.
    pub fn of(site: &Site, request: &Request<Incoming>) -> Option<Self> {
        if *request.method() != Method::GET || !reply::is_navigation(request.method(), request.headers()) {
            return None;
        }
        let value = cookies::ours(request.headers(), site, START)?;
        let (failed, path) = match value.strip_prefix(FAILED) {
            Some(path) => (true, path),
            None => (false, value.as_str()),
        };
        let (path, _) = form_urlencoded::parse(path.as_bytes()).next()?;
        is_own_path(&path).then(|| Self { path: path.into_owned(), failed })
    }

    /// Leads to the beginning again when something failed since and this is another page.
    pub fn lead_again(&self, site: &Site, request: &Request<Incoming>) -> Option<Response<Answer>> {
        if !self.failed || self.is_here(request) {
            return None;
        }
        let mut response = reply::see_other(&self.path);
        Self::at(self.path.clone()).keep(site, response.headers_mut());
        Some(response)
    }

    /// Whether the request is for the beginning itself.
    pub fn is_here(&self, request: &Request<Incoming>) -> bool {
        request.uri().path_and_query().is_some_and(|path| path.as_str() == self.path)
    }

    /// Notes what came of a page: `here` = it was the beginning itself.
    pub fn note(mut self, site: &Site, here: bool, status: StatusCode, answer: &mut HeaderMap) {
        let failed = status.is_server_error();
        if !failed && !here {
            cookies::clear(answer, site, START);
        } else if failed != self.failed {
            self.failed = failed;
            self.keep(site, answer);
        }
    }

    /// Remembers it on this host.
    pub fn keep(&self, site: &Site, answer: &mut HeaderMap) {
        let path: String = form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        let mark = if self.failed { FAILED.to_string() } else { String::new() };
        cookies::set(answer, site, START, &format!("{mark}{path}"), Some(SECONDS));
    }
}
