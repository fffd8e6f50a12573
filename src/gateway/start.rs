//! An app that starts its own sign-in at an address is opened there once, and must come through it.
//!
//! The app may be starting just then, or may not reach the provider yet: without this memory the next
//! visit would go to its front page, where it shows a sign-in link of its own. A cookie on the app's host
//! keeps the address until the app was shown the provider's answer (RFC 6749 §4.1.2); after a failure on
//! the way the next page is led there again, a few times.

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
/// So often an app may show a page of its own instead: then it is left alone.
const DROPPED: u8 = 3;

/// An app's sign-in that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    path: String,
    /// Something on the way did not come through: the next page is led to the beginning.
    failed: bool,
    /// How often the app showed a page of its own instead.
    dropped: u8,
}

/// A page that a browser asks for during an app's sign-in.
pub struct Page {
    start: Start,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Beginning,
    /// The provider's answer, in the address or as a form.
    Back,
    Elsewhere,
}

impl Start {
    /// Where an app's sign-in begins: the browser is led there now.
    pub fn at(path: String) -> Self {
        Self { path, failed: false, dropped: 0 }
    }

    /// Remembers it on this host.
    pub fn keep(&self, site: &Site, answer: &mut HeaderMap) {
        let path: String = form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        let mark = if self.failed { '!' } else { '.' };
        cookies::set(answer, site, START, &format!("{}{mark}{path}", self.dropped), Some(SECONDS));
    }

    fn read(value: &str) -> Option<Self> {
        let (dropped, rest) = value.split_at_checked(1)?;
        let (mark, path) = rest.split_at_checked(1)?;
        let (path, _) = form_urlencoded::parse(path.as_bytes()).next()?;
        let start = Self { path: path.into_owned(), failed: mark == "!", dropped: dropped.parse().ok()? };
        is_own_path(&start.path).then_some(start)
    }
}

impl Page {
    /// What this browser has not finished, when it asks for a page.
    pub fn of(site: &Site, request: &Request<Incoming>) -> Option<Self> {
        if !reply::is_navigation(request.method(), request.headers()) || *request.method() == Method::HEAD {
            return None;
        }
        let start = Start::read(&cookies::ours(request.headers(), site, START)?)?;
        let asked = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let place = place(&start, *request.method() == Method::POST, asked);
        Some(Self { start, place })
    }

    /// Leads to the beginning again when something failed since and this is another page.
    pub fn lead_again(&self, site: &Site) -> Option<Response<Answer>> {
        if !self.start.failed || self.place != Place::Elsewhere {
            return None;
        }
        let mut response = reply::see_other(&self.start.path);
        Start { failed: false, ..self.start.clone() }.keep(site, response.headers_mut());
        Some(response)
    }

    /// Notes what came of it.
    pub fn note(self, site: &Site, status: StatusCode, answer: &mut HeaderMap) {
        match self.after(status) {
            Some(start) if start == self.start => {}
            Some(start) => start.keep(site, answer),
            None => cookies::clear(answer, site, START),
        }
    }

    /// What is left to remember; none when the app came through, or never will.
    fn after(&self, status: StatusCode) -> Option<Start> {
        let start = self.start.clone();
        if status.is_server_error() {
            return Some(Start { failed: true, ..start });
        }
        match self.place {
            Place::Beginning => Some(Start { failed: false, ..start }),
            Place::Back => None,
            // It leads on: where to, the next page says.
            Place::Elsewhere if status.is_redirection() => Some(start),
            // Its own page, without the provider's answer: it dropped out.
            Place::Elsewhere => {
                let dropped = start.dropped + 1;
                (dropped < DROPPED).then_some(Start { failed: true, dropped, ..start })
            }
        }
    }
}

fn place(start: &Start, posted: bool, asked: &str) -> Place {
    let query = asked.split_once('?').map_or("", |(_, query)| query);
    let has = |name: &str| form_urlencoded::parse(query.as_bytes()).any(|(key, _)| key == name);
    if asked == start.path {
        Place::Beginning
    } else if posted || has("state") && (has("code") || has("error")) {
        Place::Back
    } else {
        Place::Elsewhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(start: &Start, asked: &str) -> Page {
        Page { start: start.clone(), place: place(start, false, asked) }
    }

    #[test]
    fn what_was_kept_is_read_again() {
        for start in [Start::at("/a?b=c;d".to_owned()), Start { path: "/é!".to_owned(), failed: true, dropped: 2 }] {
            let mut headers = HeaderMap::new();
            start.keep(&Site::new("d.example"), &mut headers);
            let line = headers["set-cookie"].to_str().unwrap();
            let value = line.split(';').next().unwrap().split_once('=').unwrap().1;
            assert_eq!(Start::read(value), Some(start));
        }
        for odd in ["", "0", "0.", "x./a", "0.//evil.example", "0.https://evil.example", "é"] {
            assert_eq!(Start::read(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_app_that_drops_out_is_led_back_a_few_times_and_then_left_alone() {
        let mut start = Start::at("/begin".to_owned());
        for _ in 1..DROPPED {
            start = page(&start, "/begin").after(StatusCode::FOUND).unwrap();
            // However long it takes to start: that is no dropping out.
            for _ in 0..10 {
                start = page(&start, "/").after(StatusCode::BAD_GATEWAY).unwrap();
            }
            start = page(&start, "/begin").after(StatusCode::FOUND).unwrap();
            // The app does not reach the provider and shows its own sign-in.
            assert_eq!(page(&start, "/").after(StatusCode::FOUND), Some(start.clone()));
            start = page(&start, "/login").after(StatusCode::OK).unwrap();
            assert!(start.failed);
        }
        assert_eq!(page(&start, "/login").after(StatusCode::OK), None);
    }

    #[test]
    fn the_providers_answer_ends_it_unless_the_app_fails_over_it() {
        let start = Start::at("/begin".to_owned());
        for back in ["/back?code=1&state=2", "/back?state=2&error=access_denied"] {
            assert_eq!(page(&start, back).after(StatusCode::FOUND), None);
            assert!(page(&start, back).after(StatusCode::BAD_GATEWAY).unwrap().failed);
        }
        assert_eq!(place(&start, true, "/back"), Place::Back);
        assert_eq!(place(&start, false, "/back?code=1"), Place::Elsewhere);
    }
}
