//! One request for an app: may this person, what the app is told, what comes back.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;

use super::access::CoreAway;
use super::body::Answer;
use super::headers::{self, From};
use super::pages::{Notice, Reader};
use super::plan::{Fact, Mode};
use super::session::{CookieNames, Jar, Turned};
use super::table::{Route, Table, is_below};
use super::targets::{Silence, repeatable};
use super::upgrade::Upgrade;
use super::{Inner, cookies, frames, reply, reporter, session, start};
use crate::api::types::{AccessAnswer, AccessPerson};
use crate::web::Site;

/// How long the head of an app's answer may take: reports and uploads take minutes.
const PATIENCE: Duration = Duration::from_mins(5);

/// Everything about one visit to an app.
pub struct Visit<'r> {
    pub inner: &'r Arc<Inner>,
    pub site: &'r Site,
    pub names: &'r CookieNames,
    pub route: &'r Arc<Route>,
    pub from: &'r From,
    pub host: &'r HeaderValue,
}

/// How a request was let in.
enum Pass {
    /// As this person.
    Person(Arc<AccessAnswer>),
    /// Unchecked: the app asks programs itself.
    Program,
    /// Not at all.
    No(Box<Response<Answer>>),
}

/// Answers a request for one of `routes`.
pub async fn serve(
    inner: &Arc<Inner>,
    table: &Table,
    routes: &[Arc<Route>],
    request: Request<Incoming>,
    from: &From,
    host: &HeaderValue,
) -> Response<Answer> {
    let reader = Reader::of(inner, request.headers());
    let Some(site) = &table.site else { return reader.page(Notice::NothingHere) };
    let Some(path) = decoded(request.uri().path()) else {
        return reply::text(StatusCode::BAD_REQUEST, "an address may not contain . or .. segments");
    };
    let Some(route) = routes.iter().find(|route| route.covers(&path)) else {
        return reader.page(Notice::NothingHere);
    };
    let programs = route.lets_programs_pass(&path) && route.lets_programs_pass(request.uri().path());
    let gateways = is_below(&path, "/.unidash");
    let visit = Visit { inner, site, names: &table.cookies, route, from, host };
    if gateways {
        return session::serve(&visit, &request, &reader).await;
    }
    drop(path);
    visit.serve(request, programs, &reader).await
}

impl Visit<'_> {
    async fn serve(&self, mut request: Request<Incoming>, programs: bool, reader: &Reader) -> Response<Answer> {
        let jar = Jar::of(self.names, request.headers());
        let person = match self.pass(&request, &jar, programs, reader).await {
            Pass::No(response) => return *response,
            Pass::Person(answer) => Some(answer),
            Pass::Program => None,
        };
        let person = person.as_deref().and_then(|answer| match answer {
            AccessAnswer::Allow { person } => Some(person),
            _ => None,
        });
        if request.headers().contains_key(http::header::UPGRADE) && self.is_foreign_socket(request.headers()) {
            return reply::text(StatusCode::FORBIDDEN, "this connection does not come from the app's own page");
        }
        let begun = start::Page::of(self.site, &request);
        if let Some(again) = begun.as_ref().and_then(|page| page.lead_again(self.site)) {
            return again;
        }
        let wants_page = reply::is_navigation(request.method(), request.headers());
        let reported = self.route.embed.reporter && wants_page && *request.method() != Method::HEAD;
        let asked = reported.then(|| reporter::ask_plain(request.headers_mut()));
        let upgrade = Upgrade::of(&request);
        let id = self.inner.ids.next();
        let signed_in = person.is_some() && !programs;
        self.prepare(request.headers_mut(), &jar, person, id.clone());
        let Ok(request) = repeatable(request).await else {
            return reply::text(StatusCode::BAD_REQUEST, "body broke off");
        };
        let request = upgrade.announce(request);
        let mut response = match self.route.targets.send(request, PATIENCE).await {
            Ok(response) => {
                let handle = jar.handle.as_deref().filter(|_| signed_in && lasts(&response));
                let ended = handle.map(|handle| self.inner.gatekeeper.until_ended(self.route, handle));
                self.finish(upgrade.complete(self.inner, response, ended), asked).await
            }
            Err(silence) => self.silent(silence, wants_page, &id, reader),
        };
        if let Some(page) = begun {
            let status = response.status();
            page.note(self.site, status, response.headers_mut());
        }
        response
    }

    async fn pass(&self, request: &Request<Incoming>, jar: &Jar<'_>, programs: bool, reader: &Reader) -> Pass {
        if programs && self.route.mode != Mode::ForwardAuth {
            return Pass::Program;
        }
        let answer = match (programs.then(|| basic(request.headers())).flatten(), &jar.handle) {
            (Some((user, secret)), _) => self.inner.gatekeeper.by_token(self.route, &user, &secret).await,
            (None, Some(handle)) => self.inner.gatekeeper.by_session(self.route, handle).await,
            (None, None) => Ok(Arc::new(AccessAnswer::SignIn)),
        };
        let turned = Turned { request, jar, visit: self, reader };
        match answer {
            Ok(answer) => match &*answer {
                AccessAnswer::Allow { .. } => Pass::Person(answer),
                AccessAnswer::Deny { .. } | AccessAnswer::SignIn if programs => Pass::No(Box::new(challenge())),
                AccessAnswer::Deny { name } => Pass::No(Box::new(turned.denied(name))),
                AccessAnswer::SignIn => Pass::No(Box::new(turned.sign_in())),
            },
            Err(CoreAway) => Pass::No(Box::new(turned.core_away())),
        }
    }

    /// What the app is told: never what somebody outside made up.
    fn prepare(&self, headers: &mut HeaderMap, jar: &Jar<'_>, person: Option<&AccessPerson>, id: String) {
        headers::drop_hop_by_hop(headers);
        headers::drop_forged(headers, &self.route.believed);
        cookies::strip(headers, &jar.names());
        headers::add_forwarding(headers, self.from, self.host, id);
        let (Mode::ForwardAuth, Some(person)) = (self.route.mode, person) else { return };
        if headers.get(AUTHORIZATION).is_some_and(is_basic) {
            headers.remove(AUTHORIZATION);
        }
        for (name, fact) in &self.route.headers {
            let text = match fact {
                Fact::Name => Cow::from(person.username.as_str()),
                Fact::Email => Cow::from(person.email.as_deref().unwrap_or_default()),
                Fact::Groups => Cow::from(listed(&person.groups)),
            };
            if let Ok(value) = HeaderValue::from_bytes(text.as_bytes())
                && !value.is_empty()
            {
                headers.insert(name, value);
            }
        }
    }

    async fn finish(&self, mut response: Response<Answer>, asked: Option<reporter::Asked>) -> Response<Answer> {
        let headers = response.headers_mut();
        headers.remove("alt-svc");
        cookies::narrow(headers, &self.route.host);
        frames::keep_neighbours(headers);
        frames::admit(headers, self.route.embed, self.site);
        match asked {
            Some(asked) => reporter::put_in(self.inner, response, &self.site.desk(), asked).await,
            None => response,
        }
    }

    fn silent(&self, silence: Silence, page: bool, id: &str, reader: &Reader) -> Response<Answer> {
        self.inner.counted.silent.increment(1);
        tracing::warn!(route.host = self.route.host, request.id = id, silence = ?silence, "app silent");
        let status = if silence == Silence::TimedOut { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::BAD_GATEWAY };
        if page {
            let app = self.route.called(reader.words().language());
            return reader.page(Notice::AppSilent { status, app, id, desk: &self.site.desk() });
        }
        reply::text(status, "the app does not answer")
    }

    /// A sibling app could open a socket with the person's cookie: browsers send no CORS question
    /// for `WebSockets`. Only apps that believe our headers are guarded; the others check themselves.
    fn is_foreign_socket(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(http::header::ORIGIN) else { return false };
        let own = self.site.origin(&self.route.host);
        self.route.mode == Mode::ForwardAuth && origin.as_bytes() != own.as_bytes()
    }
}

/// Whether an answer may last longer than the session that it was given to.
fn lasts(response: &Response<Answer>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    response.status() == StatusCode::SWITCHING_PROTOCOLS
        || kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

fn challenge() -> Response<Answer> {
    let mut response = reply::text(StatusCode::UNAUTHORIZED, "sign in with your app token");
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"UniDash\", charset=\"UTF-8\""));
    response
}

fn listed(groups: &[String]) -> String {
    groups.iter().map(|group| group.replace(',', " ")).collect::<Vec<_>>().join(",")
}

fn is_basic(value: &HeaderValue) -> bool {
    value.as_bytes().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic "))
}

/// User name and secret of a program (RFC 7617).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION).filter(|value| is_basic(value))?;
    let raw = STANDARD.decode(value.as_bytes().get(6..)?.trim_ascii()).ok()?;
    let text = String::from_utf8(raw).ok()?;
    let (user, secret) = text.split_once(':')?;
    Some((user.to_owned(), secret.to_owned()))
}

/// The path as an app will read it: percent-decoded, slashes folded. None when it climbs (`.` or `..`
/// segments, however they are written, also with the `;` parameters that some servers cut off) or
/// holds a zero byte: no browser sends that.
pub fn decoded(path: &str) -> Option<Cow<'_, str>> {
    let is_step = |part: &str| matches!(part.split(';').next(), Some("." | ".."));
    let climbs = |path: &str| path.contains('\0') || path.contains('.') && path.split('/').any(is_step);
    if !path.contains(['%', '\\']) && !path.contains("//") {
        return (!climbs(path)).then_some(Cow::Borrowed(path));
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let pair = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            other => other,
        };
        let byte = if byte == b'\\' { b'/' } else { byte };
        if !(byte == b'/' && bytes.last() == Some(&b'/')) {
            bytes.push(byte);
        }
    }
    let path = String::from_utf8_lossy(&bytes).into_owned();
    (!climbs(&path)).then_some(Cow::Owned(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_judged_as_the_app_reads_it() {
        assert_eq!(decoded("/a/b").as_deref(), Some("/a/b"));
        assert_eq!(decoded("/a%2Fb//c").as_deref(), Some("/a/b/c"));
        assert_eq!(decoded("/api/../admin"), None);
        assert_eq!(decoded("/api/%2e%2E/admin"), None);
        assert_eq!(decoded("/api\\..\\admin"), None);
        assert_eq!(decoded("/api/..%2fadmin"), None);
        assert_eq!(decoded("/a%zz"), None);
        assert_eq!(decoded("/api/..;/admin"), None);
        assert_eq!(decoded("/api/%2e%2e%3bx=1/admin"), None);
        assert_eq!(decoded("/api/x%00.png"), None);
        assert_eq!(decoded("/a;b/c..;d").as_deref(), Some("/a;b/c..;d"));
        assert_eq!(decoded("/.well-known/x..y").as_deref(), Some("/.well-known/x..y"));
    }
}
