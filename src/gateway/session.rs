//! `/.unidash/` on app hosts, and everybody who is turned away.
//!
//! A navigation without session leads to `id.D/gate`, which comes back with a one-time ticket.
//! The way out and the way back are tied by a cookie: nobody can be signed in by a link that
//! somebody else made.

use http::header::{RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use url::form_urlencoded;

use super::app::Visit;
use super::body::Answer;
use super::pages::{Notice, Reader};
use super::start::{START, Start};
use super::{cookies, reply};
use crate::api::types::{AccessAnswer, RedeemTicket};
use crate::web::{Site, cookies as web_cookies, csrf};

const GATE: &str = "gate";
/// Ties the way out to the way back.
const TRY: &str = "gate-try";
/// Who used the app last on this browser, as a digest.
const WHO: &str = "gate-who";
const TRY_SECONDS: i64 = 900;
const WHO_SECONDS: i64 = 400 * 86_400;

/// Full names of our cookies on a site.
#[derive(Default)]
pub struct CookieNames([String; 4]);

impl CookieNames {
    /// As browsers know them there.
    pub fn of(site: &Site) -> Self {
        Self([GATE, TRY, WHO, START].map(|base| site.cookie_name(base)))
    }
}

/// Our cookies of one request.
pub struct Jar<'n> {
    /// The session handle on this host.
    pub handle: Option<String>,
    names: &'n CookieNames,
}

impl<'n> Jar<'n> {
    /// Reads them.
    pub fn of(names: &'n CookieNames, headers: &HeaderMap) -> Self {
        let handle = web_cookies::get(headers, &names.0[0]).filter(|handle| !handle.is_empty());
        Self { handle, names }
    }

    /// Their names: an app never sees them.
    pub fn names(&self) -> [&'n str; 4] {
        self.names.0.each_ref().map(String::as_str)
    }
}

/// Somebody who may not pass as things are.
pub struct Turned<'r> {
    pub request: &'r Request<Incoming>,
    pub jar: &'r Jar<'r>,
    pub visit: &'r Visit<'r>,
    pub reader: &'r Reader,
}

impl Turned<'_> {
    /// Nobody is signed in: navigations are led to the provider, programs are told. In a frame the
    /// provider either has a session (somebody signed in again meanwhile) or tells the desk.
    ///
    /// The refusal meets a service worker of type `module` as well (Miniflux has one): browsers fetch its
    /// script without cookies (Service Workers, “Update”: credentials mode `omit`; seen in Chromium), so
    /// that nobody can say whose it is. It is refused like any stranger's request: `Service-Worker: script`
    /// is easily said, and would open every address of an app to everybody. The app goes without it.
    pub fn sign_in(&self) -> Response<Answer> {
        let headers = self.request.headers();
        let ended = self.jar.handle.is_some();
        let mut response = if reply::is_navigation(self.request.method(), headers) {
            self.lead_to_provider()
        } else {
            reply::text(StatusCode::UNAUTHORIZED, "your session has ended: sign in again")
        };
        if ended {
            let answer = response.headers_mut();
            web_cookies::clear(answer, self.visit.site, GATE);
            drop_apps_cookies(answer, headers, self.jar, self.request.uri().path());
        }
        response
    }

    /// Signed in, but not in the app's groups.
    pub fn denied(&self, name: &str) -> Response<Answer> {
        if !reply::is_navigation(self.request.method(), self.request.headers()) {
            return reply::text(StatusCode::FORBIDDEN, "you may not open this app");
        }
        let app = self.visit.route.called(self.reader.words().language());
        self.reader.page(Notice::Denied { name, app, desk: &self.visit.site.desk() })
    }

    /// Nobody can say whether this person may.
    pub fn core_away(&self) -> Response<Answer> {
        let page = reply::is_navigation(self.request.method(), self.request.headers());
        let mut response = if page {
            self.reader.page(Notice::CoreAway)
        } else {
            reply::text(StatusCode::SERVICE_UNAVAILABLE, "sign-in is not available: try again in a minute")
        };
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        response
    }

    fn lead_to_provider(&self) -> Response<Answer> {
        let site = self.visit.site;
        let headers = self.request.headers();
        let started = web_cookies::ours(headers, site, TRY);
        let secret = started.unwrap_or_else(|| self.visit.inner.ambient.token(16));
        let to = match *self.request.method() {
            Method::GET | Method::HEAD => self.request.uri().path_and_query().map_or("/", |path| path.as_str()),
            _ => "/",
        };
        let back = form_urlencoded::Serializer::new("/.unidash/back?".to_owned())
            .append_pair("try", &secret)
            .append_pair("to", to)
            .finish();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("host", &self.visit.route.host)
            .append_pair("return", &back)
            .finish();
        let mut response = reply::see_other(&format!("{}/gate?{query}", site.id()));
        web_cookies::set(response.headers_mut(), site, TRY, &secret, Some(TRY_SECONDS));
        response
    }
}

/// Answers `/.unidash/…`.
pub async fn serve(visit: &Visit<'_>, request: &Request<Incoming>, reader: &Reader) -> Response<Answer> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return reply::text(StatusCode::METHOD_NOT_ALLOWED, "GET only");
    }
    match request.uri().path() {
        "/.unidash/session" => redeem(visit, request, reader).await,
        "/.unidash/signed-out" => signed_out(visit, reader),
        _ => reader.page(Notice::NothingHere),
    }
}

/// Trades the ticket for a session on this host.
async fn redeem(visit: &Visit<'_>, request: &Request<Incoming>, reader: &Reader) -> Response<Answer> {
    let value = |query: &str, name: &str| {
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let query = request.uri().query().unwrap_or_default();
    let back = value(query, "return").unwrap_or_default();
    let back = back.split_once('?').map_or("", |(_, rest)| rest);
    // An app that starts its own sign-in at an address is opened there: it knows nobody yet.
    let start = value(query, "start").filter(|start| is_own_path(start));
    let to = start.clone().or_else(|| value(back, "to").filter(|to| is_own_path(to)));
    let to = to.unwrap_or_else(|| "/".to_owned());
    let begun = web_cookies::ours(request.headers(), visit.site, TRY);
    let same = begun.as_deref().is_some_and(|begun| csrf::token_matches(value(back, "try").as_deref(), begun));
    let (Some(ticket), true) = (value(query, "ticket"), same) else {
        // Begun elsewhere or too long ago: the app's own address starts anew.
        return reader.page(Notice::StartAgain { to: &to });
    };
    let order = RedeemTicket { ticket, host: visit.route.host.clone() };
    let session = match visit.inner.client.redeem_ticket(&order).await {
        Ok(Some(session)) => session,
        Ok(None) => return reader.page(Notice::StartAgain { to: &to }),
        Err(error) => {
            tracing::warn!(error = %error, "ticket not redeemed");
            return reader.page(Notice::CoreAway);
        }
    };
    let mut response = reply::see_other(&to);
    let headers = response.headers_mut();
    web_cookies::set(headers, visit.site, GATE, &session.handle, Some(session.seconds));
    web_cookies::clear(headers, visit.site, TRY);
    if let Some(start) = start {
        // An app that knows somebody from before answers the address of its sign-in with anything but that.
        let jar = Jar::of(visit.names, request.headers());
        drop_apps_cookies(headers, request.headers(), &jar, "/");
        Start::at(start).keep(visit.site, headers);
    }
    if let Ok(answer) = visit.inner.gatekeeper.by_session(visit.route, &session.handle).await
        && let AccessAnswer::Allow { person } = &*answer
    {
        part_from_others(visit, request, headers, &person.id);
    }
    response
}

/// Another person on the same browser must not find the app's session of the one before.
fn part_from_others(visit: &Visit<'_>, request: &Request<Incoming>, answer: &mut HeaderMap, id: &str) {
    let who = crate::clock::digest(&format!("{}/{id}", visit.route.host));
    let who = &who[..32];
    let before = web_cookies::ours(request.headers(), visit.site, WHO);
    if before.as_deref() != Some(who) {
        let jar = Jar::of(visit.names, request.headers());
        drop_apps_cookies(answer, request.headers(), &jar, "/");
    }
    web_cookies::set(answer, visit.site, WHO, who, Some(WHO_SECONDS));
}

fn signed_out(visit: &Visit<'_>, reader: &Reader) -> Response<Answer> {
    reader.page(Notice::SignedOut { desk: &visit.site.desk() })
}

fn drop_apps_cookies(answer: &mut HeaderMap, request: &HeaderMap, jar: &Jar<'_>, path: &str) {
    for value in cookies::ending(&cookies::names(request, &jar.names()), path) {
        answer.append(SET_COOKIE, value);
    }
}

/// An absolute path on this host, and nothing that a browser reads as another one.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/.unidash")
        && !path.contains(['\\', '\r', '\n', '\t'])
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn the_way_back_stays_on_the_host() {
        assert!(is_own_path("/a?b=c"));
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/\t/evil"] {
            assert!(!is_own_path(foreign), "{foreign}");
        }
    }
}
