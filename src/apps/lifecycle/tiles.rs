//! The apps that a person may open.

use super::super::manifest::{Manifest, Policy};
use super::super::{Facts, render};
use super::document::{AppDocument, Phase, Wish};
use super::steps::{read, who_may};
use super::{Apps, AppsError, Note, Sample};
use url::Url;

use crate::api::types::{DeepLink, Text, Tile, TileState};
use crate::identity::Person;
use crate::state::{Labels, Stored};
use crate::web::Words;

/// A tile, its sentence as a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppTile {
    /// Everything but the sentence.
    pub plain: Tile,
    /// One sentence about the state when it is not `ready`.
    pub state_text: Option<Note>,
}

impl AppTile {
    /// The same with its sentence in words.
    pub fn told(self, words: Words) -> Tile {
        Tile { state_text: self.state_text.map(|note| note.sentence(words)), ..self.plain }
    }
}

impl Apps {
    /// The tiles of a person: apps whose group rule lets them in, and samples.
    pub async fn tiles(&self, person: &Person) -> Result<Vec<AppTile>, AppsError> {
        let mut tiles: Vec<AppTile> =
            self.samples.iter().filter(|sample| person.may(&sample.groups)).map(of_sample).collect();
        let documents = self.store.list::<AppDocument>(&Labels::new()).await?;
        if documents.is_empty() {
            return Ok(tiles);
        }
        let pulses = self.all_pulses().await;
        let site = self.site.or_unset();
        let facts = Facts { domain: site.domain.clone(), https: site.https, port: site.port, ..Facts::default() };
        for stored in documents {
            let visible = stored.body.wish == Wish::Install && (stored.body.phase == Phase::Done || person.admin);
            let Some(manifest) = read(&stored.body).ok().filter(|_| visible) else { continue };
            if manifest.shown().is_none() || !person.may(&who_may(&manifest, stored.body.groups.as_deref())) {
                continue;
            }
            let pulse = self.pulse_of(&stored, pulses.as_ref());
            let (state, server) = self.tile_state(&stored.body, pulse.as_ref());
            tiles.push(of_app(&stored, &manifest, &facts, state, server));
        }
        Ok(tiles)
    }
}

fn of_app(
    stored: &Stored<AppDocument>,
    manifest: &Manifest,
    facts: &Facts,
    state: TileState,
    server: Option<String>,
) -> AppTile {
    let text = |text: &super::super::manifest::Text| Text { en: text.en.clone(), fr: text.fr.clone() };
    let note = match state {
        TileState::Ready => None,
        TileState::Starting => Some(Note::new("apps-state-starting", &[])),
        TileState::ServerSilent => {
            Some(Note::new("apps-state-server-silent", &[("server", server.as_deref().unwrap_or_default())]))
        }
        TileState::Failed => Some(Note::new("apps-state-failed", &[])),
    };
    let plain = Tile {
        app: stored.name.clone(),
        name: text(&manifest.name),
        summary: text(&manifest.summary),
        url: render::opens_at(manifest, &stored.name, facts),
        icon: format!("/icons/{}.svg", manifest.short()),
        colour: manifest.colour(),
        framed: manifest.embed.policy != Policy::Never,
        allow: manifest.embed.allow.join("; "),
        mobile: manifest.embed.mobile,
        min_width: manifest.embed.min_width,
        state,
        state_text: None,
        sso: manifest.sso.mode.word().to_owned(),
        server,
        links: deep_links(manifest, &stored.name, facts),
    };
    AppTile { plain, state_text: note }
}

/// The places that a manifest offers to the palette, on the app's own origin.
fn deep_links(manifest: &Manifest, name: &str, facts: &Facts) -> Vec<DeepLink> {
    let home = render::opens_at(manifest, name, facts);
    let Some(base) = Url::parse(&home).ok() else { return Vec::new() };
    let place = |link: &super::super::manifest::Link| {
        let url = base.join(&link.path).ok().filter(|url| url.origin() == base.origin())?;
        Some(DeepLink { title: Text { en: link.title.en.clone(), fr: link.title.fr.clone() }, url: url.into() })
    };
    manifest.embed.links.iter().filter_map(place).collect()
}

fn of_sample(sample: &Sample) -> AppTile {
    let text = |text: &super::super::manifest::Text| Text { en: text.en.clone(), fr: text.fr.clone() };
    let plain = Tile {
        app: sample.name.clone(),
        name: text(&sample.title),
        summary: text(&sample.summary),
        url: sample.url.clone(),
        icon: format!("/icons/{}.svg", sample.name),
        colour: sample.colour,
        framed: sample.framed,
        allow: "clipboard-write; fullscreen".to_owned(),
        mobile: true,
        min_width: 360,
        state: TileState::Ready,
        state_text: None,
        sso: sample.sso.clone(),
        server: None,
        links: Vec::new(),
    };
    AppTile { plain, state_text: None }
}
