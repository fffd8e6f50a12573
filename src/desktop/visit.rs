//! Who asks, and what the page around the answer needs to know.

use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use super::desk::{Desk, Known};
use super::failure::{Failure, Reason};
use super::session;
use crate::client::types::{Me, PageQuery};
use crate::client::{Client, ClientError, Credential};
use crate::web::{Language, Nonce, Page, Words, cookies, csrf};

/// Groups that a form proposes.
const PROPOSED: u32 = 200;
/// The core's word for a sign-in that is too long ago for the order.
pub(super) const STALE: &str = "session.stale";

/// A person's request to the desk.
pub(super) struct Visit {
    /// The person.
    pub(super) me: Me,
    /// The person's words.
    pub(super) words: Words,
    /// Where this cloud lives, and its name.
    pub(super) known: Arc<Known>,
    /// Path asked for, without its query: pages may repeat it.
    pub(super) path: String,
    /// When they asked.
    pub(super) now: Timestamp,
    whole_path: String,
    client: Client,
    handle: String,
    headers: HeaderMap,
    nonce: Nonce,
    framed: OnceLock<String>,
}

impl FromRequestParts<Desk> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Failure> {
        let known = desk.known().await?;
        let path = parts.uri.path().to_owned();
        let whole_path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let headers = parts.headers.clone();
        let Some(handle) = cookies::ours(&headers, &known.site, session::COOKIE) else {
            return Err(Reason::SignIn(whole_path).into());
        };
        let address = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let client = desk.client.from_address(address).speaking(Language::of(&headers));
        let client = client.with(Credential::Desk { handle: handle.clone(), csrf: None });
        let me = client.me().await.map_err(|error| ended(error, whole_path.clone()))?;
        let language = Language::parse(&me.language).unwrap_or_else(|| Language::of(&headers));
        let client = client.speaking(language);
        let nonce = Nonce::new(&desk.ambient);
        Ok(Self {
            me,
            words: Words::of(language),
            known,
            path,
            now: desk.ambient.now(),
            whole_path,
            client,
            handle,
            headers,
            nonce,
            framed: OnceLock::new(),
        })
    }
}

impl Visit {
    /// What the browser sent.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A client that reads on behalf of the person.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// A client for questions that the API takes as orders; they change nothing.
    pub(super) fn asking(&self) -> Client {
        self.client.with(Credential::Desk { handle: self.handle.clone(), csrf: Some(self.me.csrf.clone()) })
    }

    /// A client that writes on behalf of the person, if the order comes from a page of ours.
    /// `field`: the token from the form; scripts send it as a header.
    pub(super) fn ordering(&self, field: Option<&str>) -> Result<Client, Failure> {
        let token = csrf::from_header(&self.headers).or(field);
        if !csrf::same_origin(&self.headers, &self.known.site.desk()) || !csrf::token_matches(token, &self.me.csrf) {
            return Err(self.fail(Reason::ForeignForm));
        }
        let csrf = token.map(str::to_owned);
        Ok(self.client.with(Credential::Desk { handle: self.handle.clone(), csrf }))
    }

    /// Goes on only for administrators.
    pub(super) fn admin(&self) -> Result<(), Failure> {
        if self.me.admin { Ok(()) } else { Err(self.fail(Reason::NotAllowed)) }
    }

    /// Names of groups for a form's proposals. A directory that is away is no reason to show no form.
    pub(super) async fn known_groups(&self) -> Vec<String> {
        let some = PageQuery { limit: Some(PROPOSED), ..PageQuery::default() };
        let groups = self.client.groups(&some).await;
        groups.map(|page| page.items.into_iter().map(|group| group.name).collect()).unwrap_or_default()
    }

    /// A failure in the person's language.
    pub(super) fn fail(&self, reason: impl Into<Failure>) -> Failure {
        reason.into().told_in(self.words.language())
    }

    /// What the core refused; an ended session leads to the sign-in.
    pub(super) fn refused(&self, error: ClientError) -> Failure {
        if error.code() == Some(STALE) {
            return self.fail(Reason::Confirm(self.came_from()));
        }
        self.fail(ended(error, self.whole_path.clone()))
    }

    /// A refusal that the form itself answers, with its sentence; every other error is a failure. A
    /// session that is over or too old is no slip of the form: that is mended elsewhere.
    pub(super) fn slip(&self, error: ClientError) -> Result<ClientError, Failure> {
        let of_the_session = error.status() == StatusCode::UNAUTHORIZED || error.code() == Some(STALE);
        let of_the_form = error.status().is_client_error() && error.code().is_some() && !of_the_session;
        if of_the_form { Ok(error) } else { Err(self.refused(error)) }
    }

    /// The page of this desk that the order was given on; home when the browser does not say.
    fn came_from(&self) -> String {
        let desk = self.known.site.desk();
        let page = ["hx-current-url", "referer"].iter().find_map(|name| self.headers.get(*name)?.to_str().ok());
        let path = page.and_then(|page| page.strip_prefix(&desk)).unwrap_or("/");
        session::local(path).to_owned()
    }

    /// Whether a script asks for a part of the page.
    pub(super) fn wants_fragment(&self) -> bool {
        self.headers.contains_key("hx-request")
    }

    /// The page may frame these origins, too: the company's own tools that let the desk do so.
    pub(super) fn may_frame(&self, origins: &[&str]) {
        let _ = self.framed.set(origins.join(" "));
    }

    /// The page with scripts, allowed to frame this cloud's apps and the company's links.
    pub(super) fn page(&self, html: String) -> Page {
        let site = &self.known.site;
        let links = self.framed.get().map_or("", String::as_str);
        let frames = format!("{} {} {links}", site.id(), site.app("*"));
        Page::new(html).scripts(self.nonce.clone()).frames(&frames)
    }
}

/// A lost session is no error: it leads to the sign-in and back.
fn ended(error: ClientError, back: String) -> Failure {
    if error.status() == StatusCode::UNAUTHORIZED { Reason::SignIn(back).into() } else { error.into() }
}
