//! The provider's pages. Each is a struct beside its template.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use super::OidcState;
use super::caller::Caller;
use super::continuation::{Continuation, source};
use crate::identity::{Client, IdentityError, Viewer};
use crate::web::{Language, Nonce, Page, Words};

/// The languages to switch to, each with its name and the address of this page in it.
pub(super) struct Switch(pub Vec<(&'static str, &'static str, String)>);

impl Switch {
    /// For a page at `path` with `query`.
    pub(super) fn at(words: Words, path: &str, query: &[(&str, &str)]) -> Self {
        let others = Language::ALL.into_iter().filter(|language| *language != words.language());
        Self(
            others
                .map(|language| {
                    let name = if language == Language::Fr { "Français" } else { "English" };
                    let query = url::form_urlencoded::Serializer::new(String::new())
                        .append_pair("ui_locales", language.tag())
                        .extend_pairs(query)
                        .finish();
                    (language.tag(), name, format!("{path}?{query}"))
                })
                .collect(),
        )
    }

    /// For a page that stands at the waiting request's own address.
    pub(super) fn at_waiting(words: Words, waiting: &Continuation) -> Self {
        let query: Vec<(String, String)> = waiting.parameters().without(&["ui_locales"]).pairs();
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Self::at(words, "/authorize", &query)
    }
}

/// What a client shows about itself (Registration 1.0 §2).
#[derive(Default)]
pub(super) struct Links {
    /// Its logo.
    pub logo: Option<String>,
    /// Key of a label, and address.
    pub pages: Vec<(&'static str, String)>,
}

impl Links {
    /// Of a client; only addresses that a browser may open.
    pub(super) fn of(client: &Client) -> Self {
        let web = |uri: &Option<String>| uri.clone().filter(|uri| uri.starts_with("https://"));
        let known = &client.metadata;
        let pages = [
            ("oidc-client-page", web(&known.client_uri)),
            ("oidc-client-policy", web(&known.policy_uri)),
            ("oidc-client-terms", web(&known.tos_uri)),
        ];
        let pages = pages.into_iter().filter_map(|(key, uri)| uri.map(|uri| (key, uri))).collect();
        Self { logo: web(&known.logo_uri), pages }
    }

    /// Where its logo may come from, as a CSP source list.
    pub(super) fn image_sources(&self) -> String {
        self.logo.as_deref().and_then(source).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "oidc/notice.html")]
struct Notice<'a> {
    words: Words,
    title: String,
    text: String,
    request: Option<&'a str>,
    link: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "oidc/reauth.html")]
struct Reauth {
    words: Words,
    desk: String,
    nonce: Nonce,
}

#[derive(Template)]
#[template(path = "oidc/form_post.html")]
struct FormPost<'a> {
    words: Words,
    action: &'a str,
    fields: &'a [(&'a str, &'a str)],
    nonce: Nonce,
}

/// Renders; a template that fails is a bug that must not end a sign-in silently.
pub(super) fn render(template: &impl Template) -> Page {
    match template.render() {
        Ok(html) => Page::new(html),
        Err(error) => {
            tracing::error!(template.error = %error, "page not rendered");
            Page::new(String::new()).status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Keys of what happened and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trouble(&'static str, &'static str);

/// The client is not registered.
pub(super) const CLIENT: Trouble = Trouble("oidc-client-unknown-title", "oidc-client-unknown-text");
/// The app's request cannot be read, so nobody knows where to lead.
pub(super) const REQUEST: Trouble = Trouble("oidc-request-broken-title", "oidc-request-broken-text");
/// The app's logout request does not hold, and nobody is signed in.
pub(super) const LOGOUT: Trouble = Trouble("oidc-signed-out-title", "oidc-logout-broken");
/// The redirect address is not registered.
pub(super) const REDIRECT: Trouble = Trouble("oidc-redirect-unknown-title", "oidc-redirect-unknown-text");
/// A form without its cookie.
pub(super) const FORM: Trouble = Trouble("oidc-form-stale-title", "oidc-form-stale-text");
/// No app there.
pub(super) const GATE: Trouble = Trouble("oidc-gate-unknown-title", "oidc-gate-unknown-text");
/// No page there.
pub(super) const NOTHING: Trouble = Trouble("oidc-nothing-here-title", "oidc-nothing-here-text");

/// A sentence with what to do.
pub(super) fn problem(caller: &Caller, status: StatusCode, trouble: Trouble) -> Response {
    let words = caller.words;
    let notice = Notice {
        words,
        title: words.say(trouble.0),
        text: words.say(trouble.1),
        request: request_id(caller),
        link: None,
    };
    render(&notice).status(status).into_response()
}

/// What identity could not do.
pub(super) fn failed(caller: &Caller, error: &IdentityError) -> Response {
    tracing::warn!(identity.error = %error, "provider could not answer");
    let words = caller.words;
    let notice = Notice {
        words,
        title: words.say("oidc-failed-title"),
        text: words.say(error.words()),
        request: request_id(caller),
        link: None,
    };
    render(&notice).status(StatusCode::from_u16(error.status()).unwrap_or_default()).into_response()
}

/// Signed in, but not in the app's groups.
pub(super) fn not_yours(state: &OidcState, caller: &Caller, viewer: &Viewer, client: &Client) -> Response {
    let (words, desk) = (caller.words, state.identity.site().desk());
    let app = client.order.name.in_language(words.language().tag());
    let notice = Notice {
        words,
        title: words.tell("oidc-not-yours-title", &[("app", app)]),
        text: words.tell("oidc-not-yours-text", &[("name", &viewer.person.name)]),
        request: request_id(caller),
        link: (!caller.framed).then(|| (format!("{desk}/"), words.say("oidc-to-desk"))),
    };
    let page = render(&notice).status(StatusCode::FORBIDDEN);
    // Nothing on it can be clicked, so a pane of the desk may show it.
    if caller.framed { page.framed_by(&desk) } else { page }.into_response()
}

/// In a pane without a session: asks the desk, and only the desk, to sign in at top level.
pub(super) fn reauth(state: &OidcState, caller: &Caller) -> Response {
    let site = state.identity.site();
    let (desk, nonce) = (site.desk(), Nonce::new(state.identity.ambient()));
    // The app's page stands between this page and the desk: every ancestor must be named.
    let ancestors = format!("{desk} {}", site.origin(&format!("*.{}", site.domain)));
    let page = Reauth { words: caller.words, desk, nonce: nonce.clone() };
    render(&page).status(StatusCode::UNAUTHORIZED).scripts(nonce).framed_by(&ancestors).into_response()
}

/// OAuth 2.0 Form Post Response Mode 1.0 §2, with a button where scripts are off.
pub(super) fn form_post(state: &OidcState, caller: &Caller, action: &str, fields: &[(&str, &str)]) -> Response {
    let nonce = Nonce::new(state.identity.ambient());
    let page = FormPost { words: caller.words, action, fields, nonce: nonce.clone() };
    render(&page).scripts(nonce).posts_to(&source(action).unwrap_or_default()).into_response()
}

fn request_id(caller: &Caller) -> Option<&str> {
    caller.headers.get("x-request-id").and_then(|value| value.to_str().ok())
}
