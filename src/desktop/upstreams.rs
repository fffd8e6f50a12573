//! Other providers at which people may sign in: which there are.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::failure::Failure;
use super::frame::Frame;
use super::mark::Mark;
use super::visit::Visit;
use crate::client::types::UpstreamEntry;
use crate::web::Words;

/// Kinds, with the names that their makers gave them; `openid` is any other.
pub(super) const KINDS: [(&str, &str); 5] = [
    ("microsoft", "Microsoft"),
    ("google", "Google"),
    ("gitlab", "GitLab"),
    ("github", "GitHub"),
    ("openid", "OpenID Connect"),
];

/// The page.
#[derive(Template)]
#[template(path = "desktop/upstreams.html")]
pub(super) struct UpstreamsPage {
    words: Words,
    frame: Frame,
    known: Vec<UpstreamView>,
    kinds: [(&'static str, &'static str); 5],
}

/// A provider's card.
struct UpstreamView {
    id: String,
    name: String,
    state: Mark,
    rule: String,
}

impl UpstreamView {
    fn new(words: Words, entry: UpstreamEntry) -> Self {
        let settings = entry.settings;
        let (look, key) = if settings.enabled { (" is-good", "on") } else { ("", "off") };
        let domain = settings.domain.as_deref().unwrap_or_default();
        let arguments = [("claim", settings.claim.as_str()), ("domain", domain)];
        Self {
            state: Mark::new(words, look, &format!("desktop-upstream-{key}")),
            rule: words.tell(&format!("desktop-upstream-is-{}", settings.rule), &arguments),
            id: settings.id,
            name: settings.name,
        }
    }
}

impl UpstreamsPage {
    fn new(words: Words, frame: Frame, known: Vec<UpstreamEntry>) -> Self {
        let known = known.into_iter().map(|entry| UpstreamView::new(words, entry)).collect();
        Self { words, frame, known, kinds: KINDS }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let frame = || super::frame::sample(words, "/upstreams", super::tile::samples());
        let all = vec![
            super::upstream_form::sample("microsoft", "identifier"),
            super::upstream_form::sample("github", "listed"),
        ];
        vec![Self::new(words, frame(), all), Self::new(words, frame(), Vec::new())]
    }
}

/// `GET /upstreams`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    let (frame, known) = tokio::join!(Frame::of(&visit), visit.client().upstreams());
    let page = UpstreamsPage::new(visit.words, frame?, known.map_err(|error| visit.refused(error))?);
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}
