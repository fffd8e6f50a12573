//! The last step: look once more, then close the set-up for good.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{COOKIE, Founder, Shell, Turn};
use crate::web::{Site, Words, cookies};

#[derive(Template)]
#[template(path = "setup/finish.html")]
struct FinishPage {
    words: Words,
    shell: Shell,
    fingerprint: Option<String>,
    refused: Option<String>,
}

#[derive(Template)]
#[template(path = "setup/done.html")]
struct DonePage {
    words: Words,
    company: String,
    desk: String,
    trust: Option<String>,
    fingerprint: Option<String>,
}

/// What was chosen.
pub(super) async fn show(founder: Founder) -> Result<Response, Turn> {
    draw(&founder, None)
}

/// Closes the set-up: from now on people sign in.
pub(super) async fn close(founder: Founder) -> Result<Response, Turn> {
    let own = founder.state.certificate.as_deref() == Some("own");
    let fingerprint = founder.state.root_fingerprint.as_deref().map(in_lines);
    if let Err(error) = founder.guest.client.setup_finish().await {
        return draw(&founder, Some(Founder::sentence(error)?));
    }
    let site = founder.site().await;
    let named = founder.state.company.clone().filter(|name| !name.is_empty());
    let page = DonePage {
        words: founder.guest.words,
        company: named.unwrap_or_else(|| site.domain.clone()),
        desk: site.desk(),
        // Over plain HTTP: before the authority is trusted, browsers warn about HTTPS.
        trust: own.then(|| format!("http://{}/trust", site.domain)),
        fingerprint: fingerprint.filter(|_| own),
    };
    let mut response = founder.page(page.render())?;
    cookies::clear(response.headers_mut(), &founder.guest.place(), COOKIE);
    Ok(response)
}

impl Founder {
    /// The cloud's addresses; a laptop's port and scheme are known to the core.
    async fn site(&self) -> Site {
        let known = self.guest.desk.client.site().await.ok();
        let asked = known.and_then(|info| Some(Site { domain: info.domain?, https: info.https, port: info.port }));
        asked.unwrap_or_else(|| Site::new(self.state.domain.clone().unwrap_or_default()))
    }
}

/// Eight pairs a line: people compare line by line.
fn in_lines(fingerprint: &str) -> String {
    let pairs: Vec<&str> = fingerprint.split(':').collect();
    pairs.chunks(8).map(|line| line.join(":")).collect::<Vec<_>>().join("\n")
}

fn draw(founder: &Founder, refused: Option<String>) -> Result<Response, Turn> {
    let required = ["language", "domain", "certificate", "admin"];
    let missing = required.iter().find(|step| **step == founder.state.next);
    if let Some(step) = missing
        && refused.is_none()
    {
        return Ok(Redirect::to(&format!("/setup/{step}")).into_response());
    }
    let page = FinishPage {
        words: founder.guest.words,
        shell: founder.shell("finish"),
        fingerprint: founder.state.root_fingerprint.as_deref().map(in_lines),
        refused,
    };
    founder.page(page.render())
}
