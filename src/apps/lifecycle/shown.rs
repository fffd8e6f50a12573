//! What is installed, for administrators: documents and what the cluster says.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::document::{AppDocument, Note, Phase, StepState, Wish};
use super::pulse::{All, Pulse};
use super::steps::{read, who_may};
use super::{Apps, AppsError};
use crate::api::types::{AppPhase, CatalogueApp, InstalledApp, Question, Step, Text, TileState};
use crate::cluster::object;
use crate::state::{Labels, Stored};
use crate::web::Words;

/// For so long after its last step an app counts as ready: the cluster is read every two seconds.
const SETTLING: SignedDuration = SignedDuration::from_secs(4);

/// An installed app, sentences as keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Everything but sentences; `steps` and `problem` are empty.
    pub plain: InstalledApp,
    /// Steps of the running or last order.
    pub steps: Vec<ShownStep>,
    /// One sentence when something is wrong.
    pub problem: Option<Note>,
}

/// A step, its sentences as keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownStep {
    /// Stable word; its label is `apps-step-<id>`.
    pub id: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: &'static str,
    /// More, when there is more to say.
    pub detail: Option<Note>,
}

impl Note {
    /// The sentence in words.
    pub fn sentence(&self, words: Words) -> String {
        super::error::told(words, &self.id, &self.arguments)
    }
}

impl Installed {
    /// The same with its sentences in words.
    pub fn told(self, words: Words) -> InstalledApp {
        let step = |step: ShownStep| Step {
            label: words.say(&format!("apps-step-{}", step.id)),
            state: step.state.to_owned(),
            detail: step.detail.map(|detail| detail.sentence(words)),
            id: step.id,
        };
        InstalledApp {
            steps: self.steps.into_iter().map(step).collect(),
            problem: self.problem.map(|problem| problem.sentence(words)),
            ..self.plain
        }
    }
}

impl Apps {
    /// Everything in the store.
    pub async fn catalogue(&self) -> Result<Vec<CatalogueApp>, AppsError> {
        let mut installed: BTreeMap<String, String> = BTreeMap::new();
        for stored in self.store.list::<AppDocument>(&Labels::new()).await? {
            if !stored.body.is_gone() {
                installed.insert(stored.body.id, stored.name);
            }
        }
        let facts = super::super::Facts::default();
        let text = |text: &super::super::manifest::Text| Text { en: text.en.clone(), fr: text.fr.clone() };
        let entries = self.catalogue.entries().map(|entry| {
            let manifest = &entry.manifest;
            let question = |question: &super::super::manifest::Question| Question {
                id: question.id.clone(),
                kind: question.kind.word().to_owned(),
                label: question.label.as_ref().map_or_else(|| Text::same(&question.id), text),
                values: question.values.clone(),
                default: self.site.get().map_or_else(String::new, |site| {
                    let facts = super::super::Facts {
                        domain: site.domain.clone(),
                        https: site.https,
                        port: site.port,
                        ..facts.clone()
                    };
                    let host = manifest.main().map_or("", |main| main.host.as_str());
                    super::super::answers::default(question, host, &facts)
                }),
            };
            CatalogueApp {
                id: manifest.id.clone(),
                short: manifest.short().to_owned(),
                name: text(&manifest.name),
                summary: text(&manifest.summary),
                category: manifest.category.clone(),
                version: manifest.version.clone(),
                package: manifest.package,
                license: manifest.license.clone(),
                sso: manifest.sso.mode.word().to_owned(),
                icon: format!("/icons/{}.svg", manifest.short()),
                colour: manifest.colour(),
                site: manifest.upstream.site.clone(),
                questions: manifest.questions.iter().map(question).collect(),
                databases: manifest.database_words(),
                installed: installed.get(&manifest.id).cloned(),
            }
        });
        Ok(entries.collect())
    }

    /// The icon of an app of the store, an installed app or a sample, SVG.
    pub async fn icon(&self, short: &str) -> Result<Option<String>, AppsError> {
        if let Some(sample) = self.samples.iter().find(|sample| sample.name == short) {
            return Ok(Some(sample.icon.clone()));
        }
        if let Some(icon) = self.catalogue.icon(short) {
            return Ok(Some(icon.to_owned()));
        }
        if !super::super::manifest::is_host(short) {
            return Ok(None);
        }
        let Some(stored) = self.store.get::<AppDocument>(short).await? else { return Ok(None) };
        let icon = self.catalogue.icon(&stored.body.id).unwrap_or(super::super::catalogue::PLAIN_ICON);
        Ok(Some(icon.to_owned()))
    }

    /// Everything that is installed, as documents and the cluster tell it.
    pub async fn installed(&self) -> Result<Vec<Installed>, AppsError> {
        let documents = self.store.list::<AppDocument>(&Labels::new()).await?;
        let pulses = self.all_pulses().await;
        let mut all: Vec<Installed> = documents.iter().map(|stored| self.shown(stored, pulses.as_ref())).collect();
        for (name, pulse) in pulses.iter().flat_map(|all| all.iter()) {
            let known = documents.iter().any(|stored| stored.name == *name);
            if !known && pulse.desired > 0 {
                all.extend(pulse.space.as_ref().map(|_| self.stranger(name, pulse)));
            }
        }
        all.sort_by(|one, other| one.plain.name.cmp(&other.plain.name));
        Ok(all)
    }

    /// One installed app.
    pub async fn installed_one(&self, name: &str) -> Result<Option<Installed>, AppsError> {
        match self.document_of(name).await {
            Ok(stored) => Ok(Some(self.shown(&stored, self.all_pulses().await.as_ref()))),
            Err(AppsError::Unknown(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn all_pulses(&self) -> Option<All> {
        self.pulses.all(self.plane.as_deref()?).await
    }

    fn shown(&self, stored: &Stored<AppDocument>, pulses: Option<&All>) -> Installed {
        let document = &stored.body;
        let pulse = self.pulse_of(stored, pulses);
        let phase = phase(document, pulse.as_ref());
        let (state, silent) = self.tile_state(document, pulse.as_ref());
        let problem = document.problem.clone().or_else(|| match (phase, silent) {
            (AppPhase::Degraded, Some(server)) => Some(Note::new("apps-problem-silent", &[("server", &server)])),
            (AppPhase::Degraded, None) => Some(Note::new("apps-problem-degraded", &[])),
            _ => None,
        });
        let manifest = read(document).ok();
        let pulse = pulse.unwrap_or_default();
        Installed {
            plain: InstalledApp {
                name: stored.name.clone(),
                id: document.id.clone(),
                title: Text { en: document.title.en.clone(), fr: document.title.fr.clone() },
                url: self.site.or_unset().app(&stored.name),
                version: document.version.clone(),
                revision: document.revision,
                phase,
                state,
                progress: document.progress(),
                steps: Vec::new(),
                problem: None,
                groups: manifest.map_or_else(Vec::new, |manifest| who_may(&manifest, document.groups.as_deref())),
                servers: pulse.servers,
                images: pulse.images,
            },
            steps: document
                .steps
                .iter()
                .map(|step| ShownStep { id: step.id.clone(), state: step.state.word(), detail: step.detail.clone() })
                .collect(),
            problem,
        }
    }

    /// What the cluster carries although no document of ours speaks of it.
    fn stranger(&self, name: &str, pulse: &Pulse) -> Installed {
        let said = |key: &str| {
            let space = pulse.space.as_ref();
            space.and_then(|space| object::annotation(space, key)).unwrap_or_default().to_owned()
        };
        Installed {
            plain: InstalledApp {
                name: name.to_owned(),
                id: said("unidash.app/id"),
                title: Text { en: said("unidash.app/title-en"), fr: said("unidash.app/title-fr") },
                url: self.site.or_unset().app(name),
                version: said("unidash.app/version"),
                revision: 0,
                phase: if pulse.is_ready() { AppPhase::Ready } else { AppPhase::Degraded },
                state: if pulse.is_ready() { TileState::Ready } else { TileState::Failed },
                progress: 100,
                steps: Vec::new(),
                problem: None,
                groups: Vec::new(),
                servers: pulse.servers.clone(),
                images: pulse.images.clone(),
            },
            steps: Vec::new(),
            problem: Some(Note::new("apps-problem-stranger", &[])),
        }
    }
}

/// Where an app stands, in one word.
fn phase(document: &AppDocument, pulse: Option<&Pulse>) -> AppPhase {
    match (document.wish, document.phase) {
        (Wish::Install, Phase::Working) => AppPhase::Installing,
        (_, Phase::Working) => AppPhase::Removing,
        (_, Phase::Failed) => AppPhase::Failed,
        (Wish::Install, Phase::Done) if pulse.is_none_or(Pulse::is_ready) => AppPhase::Ready,
        (Wish::Install, Phase::Done) => AppPhase::Degraded,
        (_, Phase::Done) => AppPhase::Removed,
    }
}

impl Apps {
    /// How an app fares. What was read before its last step was done says nothing about it.
    pub(super) fn pulse_of(&self, stored: &Stored<AppDocument>, pulses: Option<&All>) -> Option<Pulse> {
        let pulse = pulses.map(|all| all.get(&stored.name).cloned().unwrap_or_default())?;
        let since = stored.body.finished_at.map(|moment| self.ambient.now().duration_since(moment));
        let settling = since.is_some_and(|since| since < SETTLING);
        Some(if settling && !pulse.is_ready() { Pulse { desired: 1, ready: 1, ..pulse } } else { pulse })
    }

    /// How a tile looks, and the silent server if that is why.
    pub(super) fn tile_state(&self, document: &AppDocument, pulse: Option<&Pulse>) -> (TileState, Option<String>) {
        if document.phase == Phase::Failed {
            return (TileState::Failed, None);
        }
        let silent = pulse.and_then(|pulse| pulse.servers.iter().find(|server| self.surroundings.is_silent(server)));
        if let Some(server) = silent.filter(|_| document.phase == Phase::Done) {
            return (TileState::ServerSilent, Some(server.clone()));
        }
        let starts = document.steps.iter().any(|step| step.state != StepState::Done);
        match pulse {
            _ if starts => (TileState::Starting, None),
            Some(pulse) if !pulse.is_ready() => (TileState::Starting, None),
            _ => (TileState::Ready, None),
        }
    }
}
