//! The gateway's own pages: what happened, and what to do next. Their looks come inline, because
//! every other address of an app's host belongs to the app.

use std::sync::{Arc, LazyLock};

use askama::Template;
use http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, COOKIE, X_FRAME_OPTIONS};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::body::Answer;
use super::{Inner, reply};
use crate::web::{Language, Nonce, Site, Words, assets};

/// Key of the link that leads back to the desk.
const TO_DESK: &str = "gateway-to-desk";

// Computed once: the sheets are embedded and never change while a process runs.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    ["tokens", "base", "layout", "button", "card", "note", "progress", "table", "setup"]
        .iter()
        .filter_map(|name| assets::content(&format!("css/{name}.css")))
        .map(|sheet| String::from_utf8_lossy(&sheet).into_owned())
        .collect()
});

/// What there is to say.
#[derive(Debug, Clone, Copy)]
pub enum Notice<'n> {
    /// No such address.
    NothingHere,
    /// Nobody has this host.
    UnknownHost { host: &'n str, desk: Option<&'n str> },
    /// A role of ours is silent on every server.
    RoleSilent { status: StatusCode, id: &'n str },
    /// The app is silent.
    AppSilent { status: StatusCode, app: &'n str, id: &'n str, desk: &'n str },
    /// The person is not in the app's groups.
    Denied { name: &'n str, app: &'n str, desk: &'n str },
    /// Nobody can say who may pass.
    CoreAway,
    /// A sign-in that does not fit together.
    StartAgain { to: &'n str },
    /// Signed out.
    SignedOut { desk: &'n str },
}

/// Who reads. Nearly every request needs no page of ours, so the language is read only then.
pub struct Reader {
    inner: Arc<Inner>,
    said: [Option<HeaderValue>; 2],
    framed: bool,
}

#[derive(Template)]
#[template(path = "gateway/notice.html")]
struct NoticePage<'p> {
    words: Words,
    style: &'p str,
    nonce: &'p Nonce,
    title: String,
    text: String,
    link: Option<(&'p str, String)>,
    id: Option<&'p str>,
}

impl Reader {
    /// From what the browser says.
    pub fn of(inner: &Arc<Inner>, headers: &HeaderMap) -> Self {
        let said = [headers.get(COOKIE).cloned(), headers.get(ACCEPT_LANGUAGE).cloned()];
        Self { inner: Arc::clone(inner), said, framed: reply::is_framed(headers) }
    }

    /// The words of their language.
    pub fn words(&self) -> Words {
        let mut headers = HeaderMap::new();
        for (name, value) in [COOKIE, ACCEPT_LANGUAGE].into_iter().zip(&self.said) {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
        Words::of(Language::of(&headers))
    }

    /// A page about `notice`. In a pane the desk, and nobody else, may show it; the way back to the
    /// desk is around it, so that no link there leads into the frame.
    pub fn page(&self, notice: Notice<'_>) -> Response<Answer> {
        let (status, key, link) = notice.kind();
        let desk = self.framed.then(|| self.inner.table.load().site.as_ref().map(Site::desk)).flatten();
        let link = link.filter(|(_, label)| desk.is_none() || *label != TO_DESK);
        let link = link.or((desk.is_some() && status.is_server_error()).then_some(("", "gateway-try-again")));
        let arguments = notice.arguments();
        let (nonce, words) = (self.nonce(), self.words());
        let page = NoticePage {
            words,
            style: &STYLE,
            nonce: &nonce,
            title: words.tell(&format!("gateway-{key}-title"), &arguments),
            text: words.tell(&format!("gateway-{key}-text"), &arguments),
            link: link.map(|(href, label)| (href, words.say(label))),
            id: notice.id(),
        };
        answer(status, page.render(), &nonce, desk.as_deref().unwrap_or("'none'"))
    }

    /// A new nonce.
    pub fn nonce(&self) -> Nonce {
        Nonce::new(&self.inner.ambient)
    }
}

/// A page of ours with its headers.
pub fn answer(status: StatusCode, html: askama::Result<String>, nonce: &Nonce, ancestors: &str) -> Response<Answer> {
    let Ok(html) = html else { return reply::text(StatusCode::INTERNAL_SERVER_ERROR, "page not made") };
    let mut response = Response::new(Answer::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    reply::own(headers, "text/html; charset=utf-8");
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src data:; \
         frame-ancestors {ancestors}; base-uri 'none'; form-action 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if ancestors == "'none'" {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}

/// The sheets of our own pages.
pub fn style() -> &'static str {
    &STYLE
}

impl<'n> Notice<'n> {
    /// Status, stem of its words, and the way on.
    fn kind(&self) -> (StatusCode, &'static str, Option<(&'n str, &'static str)>) {
        match *self {
            Self::NothingHere => (StatusCode::NOT_FOUND, "nothing", None),
            Self::UnknownHost { desk, .. } => (StatusCode::NOT_FOUND, "unknown", desk.map(|desk| (desk, TO_DESK))),
            Self::RoleSilent { status, .. } => (status, "silent", Some(("", "gateway-try-again"))),
            Self::AppSilent { status, desk, .. } => (status, "app-silent", Some((desk, TO_DESK))),
            Self::Denied { desk, .. } => (StatusCode::FORBIDDEN, "denied", Some((desk, TO_DESK))),
            Self::CoreAway => (StatusCode::SERVICE_UNAVAILABLE, "core-away", Some(("", "gateway-try-again"))),
            Self::StartAgain { to } => (StatusCode::BAD_REQUEST, "start-again", Some((to, "gateway-start-again"))),
            Self::SignedOut { desk } => (StatusCode::OK, "signed-out", Some((desk, TO_DESK))),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, &'n str)> {
        match *self {
            Self::UnknownHost { host, .. } => vec![("host", host)],
            Self::AppSilent { app, .. } => vec![("app", app)],
            Self::Denied { name, app, .. } => vec![("name", name), ("app", app)],
            _ => Vec::new(),
        }
    }

    fn id(&self) -> Option<&'n str> {
        match *self {
            Self::RoleSilent { id, .. } | Self::AppSilent { id, .. } => Some(id),
            _ => None,
        }
    }
}
