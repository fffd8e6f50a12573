//! The servers and how they do.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::failure::Failure;
use super::frame::Frame;
use super::mark::{Fact, Mark};
use super::visit::Visit;
use crate::client::types::{Server, Status};
use crate::web::Words;

/// From this many per cent on, a meter warns.
const FULL: u8 = 85;

/// The page; its list renews itself every five seconds.
#[derive(Template)]
#[template(path = "desktop/servers.html")]
pub(super) struct ServersPage {
    words: Words,
    frame: Frame,
    count: String,
    problem: Option<String>,
    servers: Vec<ServerView>,
}

/// A server's card.
struct ServerView {
    name: String,
    state: Mark,
    sentence: String,
    facts: Vec<Fact>,
    meters: Vec<Meter>,
}

/// A share in per cent.
struct Meter {
    label: String,
    value: u8,
    full: bool,
}

/// One word: ready, silent, starting…
pub(super) fn state_of(words: Words, server: &Server) -> Mark {
    let (look, word) = match server.state.as_str() {
        "up" => (" is-good", "up"),
        "silent" => (" is-bad", "silent"),
        "starting" => (" is-accent", "starting"),
        _ => (" is-warn", "unknown"),
    };
    Mark::new(words, look, &format!("desktop-server-{word}"))
}

impl ServerView {
    fn new(words: Words, server: &Server) -> Self {
        let address = Some(&server.address).filter(|address| !address.is_empty());
        let mut facts: Vec<_> =
            address.map(|address| Fact::new(words, "desktop-fact-address", address)).into_iter().collect();
        facts.extend(server.unidash.as_ref().map(|version| Fact::new(words, "desktop-fact-unidash", version)));
        facts.extend(server.k3s.as_ref().map(|version| Fact::new(words, "desktop-fact-k3s", version)));
        facts.extend(server.load.map(|load| Fact::new(words, "desktop-fact-load", format!("{load:.2}"))));
        let meter = |key: &str, value: Option<u8>| {
            value.map(|value| Meter { label: words.say(key), value: value.min(100), full: value >= FULL })
        };
        let meters = [meter("desktop-fact-memory", server.memory), meter("desktop-fact-disk", server.disk)];
        Self {
            name: server.name.clone(),
            state: state_of(words, server),
            sentence: server.sentence.clone(),
            facts,
            meters: meters.into_iter().flatten().collect(),
        }
    }
}

impl ServersPage {
    fn new(words: Words, frame: Frame, status: &Status) -> Self {
        let up = status.servers.iter().filter(|server| server.state == "up").count();
        let count = [("up", up.to_string()), ("count", status.servers.len().to_string())];
        let count = count.each_ref().map(|(name, value)| (*name, value.as_str()));
        Self {
            words,
            frame,
            count: words.tell("desktop-servers-count", &count),
            problem: status.problem.clone(),
            servers: status.servers.iter().map(|server| ServerView::new(words, server)).collect(),
        }
    }

    #[cfg(test)]
    pub(super) fn samples(words: Words) -> Vec<Self> {
        let server = |name: &str, state: &str, disk: u8| Server {
            name: name.into(),
            address: "10.0.0.11".into(),
            state: state.into(),
            sentence: "Tout va bien.".into(),
            ready: state == "up",
            voter: true,
            k3s: Some("1.36.3+k3s1".into()),
            unidash: Some("0.1.0".into()),
            load: Some(0.31),
            memory: Some(42),
            disk: Some(disk),
        };
        let status = Status {
            version: "0.1.0".into(),
            server: "paris-1".into(),
            domain: Some("lacaze.fr".into()),
            set_up: true,
            state: "cluster".into(),
            writable: true,
            problem: Some("paris-3 ne répond plus depuis 4 minutes.".into()),
            servers: vec![
                server("paris-1", "up", 31),
                server("paris-2", "up", 91),
                server("paris-3", "silent", 50),
                server("paris-4", "starting", 5),
                server("paris-5", "unknown", 0),
            ],
            apps: Vec::new(),
        };
        vec![Self::new(words, super::frame::sample(words, "/servers", super::tile::samples()), &status)]
    }
}

/// `GET /servers`
pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    visit.admin()?;
    let (frame, status) = tokio::join!(Frame::of(&visit), visit.client().status());
    let status = status.map_err(|error| visit.refused(error))?;
    let page = ServersPage::new(visit.words, frame?, &status);
    Ok(visit.page(page.render().map_err(|error| visit.fail(error))?).into_response())
}
