//! Orders: checked while the administrator waits; a refusal leaves nothing behind.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::manifest::{self, Manifest, QuestionKind, RESERVED_HOSTS, is_host};
use super::super::render::{Client, HIDDEN, Installation, render};
use super::super::secrets::Settled;
use super::super::{Facts, Refusal, answers};
use super::document::{AppDocument, Phase, StepState, Wish, steps};
use super::{Apps, AppsError};
use crate::api::types::InstallApp;
use crate::cluster::{Resource, Selection};
use crate::state::{Labels, StateError, Stored};

/// An order that passed every check that needs no cluster.
struct Checked {
    manifest: Manifest,
    source: String,
    name: String,
    answers: BTreeMap<String, String>,
    groups: Option<Vec<String>>,
}

impl Apps {
    /// Orders an installation; answers the name of the installed app.
    pub async fn order_install(&self, order: &InstallApp, who: &str) -> Result<String, AppsError> {
        let checked = self.check(order, &self.bare_facts().await?)?;
        self.plane()?;
        let facts = self.facts().await?;
        let earlier = self.clear(&checked.manifest, &checked.name, &facts).await?;
        self.can_store(&checked.manifest).await?;
        let kept = self.store.need::<Settled>(&Settled::name(&checked.name)).await?;
        let (document, secret_answers) = self.document(&checked, earlier.as_ref(), kept.is_some(), who);
        if !secret_answers.is_empty() {
            let mut settled = kept.map(|kept| kept.body).unwrap_or_default();
            settled.answers = secret_answers;
            self.store.put(&Settled::name(&checked.name), &settled).await?;
        }
        match earlier {
            Some(earlier) => self.store.update(&earlier.with(document)).await?,
            None => self.store.create(&checked.name, &document).await?,
        };
        Ok(checked.name)
    }

    /// What an order would be made of: secrets blanked out, nothing touched.
    pub async fn render(&self, order: &InstallApp) -> Result<Vec<Value>, AppsError> {
        let facts = self.facts().await?;
        let checked = self.check(order, &facts)?;
        let client = Client { id: super::client::client_id(&checked.name), secret: HIDDEN.to_owned() };
        let settled = Settled::shown(&checked.manifest);
        Ok(render(&checked.manifest, &checked.installation(1), &settled, Some(&client), &facts)?.shown())
    }

    /// Goes on with what failed.
    pub async fn order_retry(&self, name: &str, who: &str) -> Result<(), AppsError> {
        let mut stored = self.document_of(name).await?;
        if stored.body.phase != Phase::Failed {
            return Err(Refusal::new("apps-refusal-nothing-to-retry").with("app", name).into());
        }
        self.plane()?;
        let document = &mut stored.body;
        // The check is quick and what it looked at may have changed; the rest goes on where it stopped.
        for step in document.steps.iter_mut().filter(|step| step.state != StepState::Done || step.id == "check") {
            (step.state, step.began, step.detail) = (StepState::Waiting, None, None);
        }
        (document.phase, document.problem) = (Phase::Working, None);
        who.clone_into(&mut document.ordered_by);
        self.store.update(&stored).await?;
        Ok(())
    }

    /// Orders a removal; with `purge` the data goes, too.
    pub async fn order_remove(&self, name: &str, purge: bool, who: &str) -> Result<(), AppsError> {
        let mut stored = self.document_of(name).await?;
        self.plane()?;
        let document = &mut stored.body;
        let wish = if purge { Wish::Purge } else { Wish::Remove };
        if document.is_working() && document.wish != Wish::Install {
            return Err(Refusal::new("apps-refusal-under-way").with("app", name).into());
        }
        let mode = manifest::read(&document.manifest).map_or(manifest::Mode::Oidc, |manifest| manifest.sso.mode);
        (document.wish, document.phase, document.problem) = (wish, Phase::Working, None);
        document.steps = steps(wish, mode, true);
        who.clone_into(&mut document.ordered_by);
        (document.ordered_at, document.finished_at) = (self.ambient.now(), None);
        self.store.update(&stored).await?;
        Ok(())
    }

    pub(super) async fn document_of(&self, name: &str) -> Result<Stored<AppDocument>, AppsError> {
        if !is_host(name) {
            return Err(AppsError::Unknown(name.to_owned()));
        }
        self.store.need::<AppDocument>(name).await?.ok_or_else(|| AppsError::Unknown(name.to_owned()))
    }

    /// The site alone: what an order can be checked against before the cluster is asked.
    async fn bare_facts(&self) -> Result<Facts, AppsError> {
        let site = self.site.get().ok_or_else(|| Refusal::new("apps-refusal-no-domain"))?;
        let locale = self.surroundings.locale().await;
        Ok(Facts { domain: site.domain.clone(), https: site.https, port: site.port, locale, ..Facts::default() })
    }

    /// Everything that can be known without the cluster.
    fn check(&self, order: &InstallApp, facts: &Facts) -> Result<Checked, AppsError> {
        let source = match (&order.app, &order.manifest) {
            (Some(app), None) => {
                let entry = self.catalogue.find(app);
                entry.ok_or_else(|| Refusal::new("apps-refusal-not-in-store").with("app", app))?.source.clone()
            }
            (None, Some(text)) => text.clone(),
            _ => return Err(Refusal::new("apps-refusal-app-or-manifest").into()),
        };
        let manifest = manifest::read(&source).map_err(Refusal::from)?;
        let name = order.host.clone().or_else(|| Some(manifest.main()?.host.clone())).unwrap_or_default();
        if !is_host(&name) || RESERVED_HOSTS.contains(&name.as_str()) {
            return Err(Refusal::new("apps-refusal-host").with("host", name).into());
        }
        if let Some(group) = order.groups.iter().find(|group| group.contains(',') || group.trim().is_empty()) {
            return Err(Refusal::new("apps-refusal-group").with("group", group).into());
        }
        let answers = answers::complete(&manifest, &order.answers, &name, facts)?;
        let groups = (!order.groups.is_empty()).then(|| order.groups.clone());
        let checked = Checked { manifest, source, name, answers, groups };
        // Rendering finds what this release cannot do yet.
        render(
            &checked.manifest,
            &checked.installation(1),
            &Settled::shown(&checked.manifest),
            Some(&Client::default()),
            facts,
        )?;
        Ok(checked)
    }

    /// Whether the way is clear; what is left of an earlier installation under that name.
    async fn clear(
        &self,
        manifest: &Manifest,
        name: &str,
        facts: &Facts,
    ) -> Result<Option<Stored<AppDocument>>, AppsError> {
        let all = self.store.list::<AppDocument>(&Labels::new()).await?;
        let other =
            all.iter().find(|other| other.body.id == manifest.id && other.name != name && !other.body.is_gone());
        if let Some(other) = other.filter(|_| !manifest.compat.multi_instance) {
            return Err(Refusal::new("apps-refusal-installed").with("app", &other.name).into());
        }
        let earlier = self.store.need::<AppDocument>(name).await?;
        if let Some(earlier) = &earlier {
            let ours = earlier.body.id == manifest.id;
            let free =
                earlier.body.is_gone() || (earlier.body.phase == Phase::Failed && earlier.body.wish == Wish::Install);
            if !ours {
                return Err(Refusal::new("apps-refusal-host-taken").with("host", facts.host(name)).into());
            }
            if !free {
                return Err(Refusal::new("apps-refusal-installed").with("app", name).into());
            }
        }
        let hosts: Vec<String> = manifest
            .exposure
            .iter()
            .map(|exposure| {
                facts.host(if Some(exposure.host.as_str()) == manifest.main().map(|main| main.host.as_str()) {
                    name
                } else {
                    &exposure.host
                })
            })
            .collect();
        let taken = Selection::all(Resource::of("networking.k8s.io/v1", "Ingress"));
        for ingress in self.plane()?.list(&taken).await? {
            let own = ingress["metadata"]["labels"]["unidash.app/app"] == name;
            let rules = ingress["spec"]["rules"].as_array().cloned().unwrap_or_default();
            let met = rules
                .iter()
                .filter_map(|rule| rule["host"].as_str())
                .find(|host| hosts.iter().any(|ours| ours == host));
            if let Some(host) = met.filter(|_| !own) {
                return Err(Refusal::new("apps-refusal-host-taken").with("host", host).into());
            }
        }
        Ok(earlier)
    }

    /// Whether the storage that volumes ask for is there.
    async fn can_store(&self, manifest: &Manifest) -> Result<(), AppsError> {
        let classes =
            manifest.services.values().flat_map(|service| &service.volumes).map(|volume| volume.class.as_str());
        for class in classes.filter(|class| *class != "local") {
            if self.plane()?.get(&Resource::of("storage.k8s.io/v1", "StorageClass"), None, class).await?.is_none() {
                return Err(Refusal::new("apps-refusal-storage").with("class", class).into());
            }
        }
        Ok(())
    }

    fn document(
        &self,
        checked: &Checked,
        earlier: Option<&Stored<AppDocument>>,
        found_data: bool,
        who: &str,
    ) -> (AppDocument, BTreeMap<String, String>) {
        let manifest = &checked.manifest;
        let is_secret = |id: &String| {
            manifest.questions.iter().any(|question| question.id == *id && question.kind == QuestionKind::Secret)
        };
        let (secret, open) = checked.answers.clone().into_iter().partition(|(id, _)| is_secret(id));
        let document = AppDocument {
            id: manifest.id.clone(),
            title: manifest.name.clone(),
            version: manifest.version.clone(),
            manifest: checked.source.clone(),
            answers: open,
            groups: checked.groups.clone(),
            revision: earlier.map_or(1, |earlier| earlier.body.revision + 1),
            wish: Wish::Install,
            phase: Phase::Working,
            steps: steps(Wish::Install, manifest.sso.mode, !manifest.databases.is_empty()),
            problem: None,
            found_data: found_data || earlier.is_some_and(|earlier| earlier.body.found_data),
            ordered_by: who.to_owned(),
            ordered_at: self.ambient.now(),
            finished_at: None,
        };
        (document, secret)
    }

    /// A document that another server wrote first is read again by whoever carries it on.
    pub(super) fn is_race(error: &AppsError) -> bool {
        matches!(error, AppsError::State(StateError::Conflict { .. } | StateError::NotFound { .. }))
    }
}

impl Checked {
    fn installation(&self, revision: u32) -> Installation {
        Installation { name: self.name.clone(), answers: self.answers.clone(), groups: self.groups.clone(), revision }
    }
}
