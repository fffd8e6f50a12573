//! The steps of an installation. Each may be repeated.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::super::manifest::{self, Manifest, seconds};
use super::super::render::{Client, Installation, Rendered, namespace, render};
use super::super::secrets::Settled;
use super::super::{Facts, Refusal};
use super::client::{self, client_id};
use super::document::{AppDocument, Note, Revision, Wish};
use super::{Apps, AppsError};
use crate::state::Stored;

/// Pulling images comes on top of the time that a first start may take.
const PULLING: u32 = 600;
/// A database has this long to start.
const DATABASE: u32 = 240;

/// How a step ended.
pub(super) enum Outcome {
    Done,
    /// Look again in a second; what is waited for, if there is something to say.
    Waits(Option<Note>),
    Failed(Note),
}

impl Apps {
    /// Runs one step of an order.
    pub(super) async fn run(&self, stored: &Stored<AppDocument>, id: &str) -> Result<Outcome, AppsError> {
        if stored.body.wish != Wish::Install {
            return self.run_removal(&stored.name, id).await;
        }
        let order = Order::of(stored)?;
        match id {
            "check" => self.look_around().await,
            "sign-on" => self.client_of(&order, &self.facts().await?).await.map(|_| Outcome::Done),
            "secrets" => self.settle(&order).await.map(|_| Outcome::Done),
            "namespace" => self.apply_part(&order, |rendered| &rendered.foundation).await,
            "database" => self.start_databases(&order).await,
            "apply" => self.apply_programs(&order).await,
            "start" => self.wait_for(&order, PULLING + budget(&order.manifest), |_| true).await,
            "address" => self.apply_part(&order, |rendered| &rendered.addresses).await,
            _ => self.close(&order).await,
        }
    }

    /// The cluster answers, knows its servers, and its pods can reach this cloud by name.
    async fn look_around(&self) -> Result<Outcome, AppsError> {
        let facts = self.facts().await?;
        if facts.servers.is_empty() || facts.pod_ranges.is_empty() {
            return Ok(Outcome::Waits(Some(Note::new("apps-detail-servers", &[]))));
        }
        self.keep_inside_names(&facts).await?;
        Ok(Outcome::Done)
    }

    /// The client at the provider; repeating it keeps the secret.
    async fn client_of(&self, order: &Order<'_>, facts: &Facts) -> Result<Option<Client>, AppsError> {
        let groups = who_may(&order.manifest, order.document.groups.as_deref());
        match client::order(&order.manifest, order.name, groups, facts)? {
            Some(new) => Ok(Some(self.sign_on.register(new).await?)),
            None => Ok(None),
        }
    }

    /// Makes the secrets that are missing and keeps them.
    async fn settle(&self, order: &Order<'_>) -> Result<Settled, AppsError> {
        let name = Settled::name(order.name);
        let kept = self.store.need::<Settled>(&name).await?;
        let mut settled = kept.as_ref().map(|kept| kept.body.clone()).unwrap_or_default();
        if settled.complete(&order.manifest, &self.ambient) {
            match kept {
                Some(kept) => self.store.update(&kept.with(settled.clone())).await?,
                None => self.store.create(&name, &settled).await?,
            };
        }
        Ok(settled)
    }

    async fn rendered(&self, order: &Order<'_>) -> Result<Rendered, AppsError> {
        let facts = self.facts().await?;
        let settled = self.settle(order).await?;
        let client = self.client_of(order, &facts).await?;
        Ok(render(&order.manifest, &order.installation(), &settled, client.as_ref(), &facts)?)
    }

    async fn apply_part(&self, order: &Order<'_>, part: fn(&Rendered) -> &Vec<Value>) -> Result<Outcome, AppsError> {
        let rendered = self.rendered(order).await?;
        for object in part(&rendered) {
            self.plane()?.apply(object).await?;
        }
        Ok(Outcome::Done)
    }

    async fn start_databases(&self, order: &Order<'_>) -> Result<Outcome, AppsError> {
        self.apply_part(order, |rendered| &rendered.databases).await?;
        self.wait_for(order, PULLING + DATABASE, |workload| workload == "StatefulSet").await
    }

    async fn apply_programs(&self, order: &Order<'_>) -> Result<Outcome, AppsError> {
        self.apply_part(order, |rendered| &rendered.programs).await?;
        self.keep_revision(order).await?;
        Ok(Outcome::Done)
    }

    /// Waits until the workloads of some kinds are ready; after `limit` seconds that is a failure.
    async fn wait_for(&self, order: &Order<'_>, limit: u32, kinds: fn(&str) -> bool) -> Result<Outcome, AppsError> {
        let status = self.plane()?.workloads(&namespace(order.name)).await?;
        let mut awaited = status.workloads.iter().filter(|workload| kinds(&workload.kind)).peekable();
        let any = awaited.peek().is_some();
        let slow = awaited.find(|workload| !workload.observed || workload.ready < workload.desired);
        let Some(slow) = slow else {
            return Ok(if any { Outcome::Done } else { Outcome::Waits(None) });
        };
        let warning = status.warning.clone().unwrap_or_default();
        if self.since(order.document.next().and_then(|step| step.began)) > Duration::from_secs(u64::from(limit)) {
            return Ok(Outcome::Failed(Note::new(
                "apps-problem-start",
                &[("program", &slow.name), ("reason", &warning)],
            )));
        }
        let detail = if warning.is_empty() {
            Note::new("apps-detail-starting", &[("program", &slow.name)])
        } else {
            Note::new("apps-detail-warning", &[("program", &slow.name), ("reason", &warning)])
        };
        Ok(Outcome::Waits(Some(detail)))
    }

    /// The last step: which images the servers run, kept with the revision.
    async fn close(&self, order: &Order<'_>) -> Result<Outcome, AppsError> {
        self.keep_revision(order).await?;
        Ok(Outcome::Done)
    }

    async fn keep_revision(&self, order: &Order<'_>) -> Result<(), AppsError> {
        let status = self.plane()?.workloads(&namespace(order.name)).await?;
        let revision = Revision {
            app: order.name.to_owned(),
            number: order.document.revision,
            manifest: order.document.manifest.clone(),
            answers: order.document.answers.clone(),
            groups: order.document.groups.clone(),
            images: status.images,
            applied_at: self.ambient.now(),
        };
        self.store.put(&Revision::name(order.name, order.document.revision), &revision).await?;
        Ok(())
    }

    fn since(&self, began: Option<Timestamp>) -> Duration {
        let elapsed = began.map(|began| self.ambient.now().duration_since(began));
        elapsed.and_then(|elapsed| elapsed.try_into().ok()).unwrap_or_default()
    }

    /// Takes away what a failed beginning left: the client, the namespace, and secrets nobody used.
    pub(super) async fn clean_up(&self, name: &str, is_new: bool) -> Result<(), AppsError> {
        self.sign_on.remove(&client_id(name)).await?;
        if is_new {
            self.remove_data(name).await?;
        } else {
            self.remove_objects(name).await?;
        }
        Ok(())
    }
}

/// An order and its manifest.
pub(super) struct Order<'a> {
    name: &'a str,
    document: &'a AppDocument,
    pub(super) manifest: Manifest,
}

impl<'a> Order<'a> {
    pub(super) fn of(stored: &'a Stored<AppDocument>) -> Result<Self, Refusal> {
        Ok(Self { name: &stored.name, document: &stored.body, manifest: read(&stored.body)? })
    }

    pub(super) fn installation(&self) -> Installation {
        Installation {
            name: self.name.to_owned(),
            answers: self.document.answers.clone(),
            groups: self.document.groups.clone(),
            revision: self.document.revision,
        }
    }
}

/// The manifest of a document.
pub(super) fn read(document: &AppDocument) -> Result<Manifest, Refusal> {
    manifest::read(&document.manifest).map_err(Refusal::from)
}

/// Who may open an app: groups of the order, else of its shown address; empty = everybody.
pub(super) fn who_may(manifest: &Manifest, ordered: Option<&[String]>) -> Vec<String> {
    let shown = manifest.shown().or_else(|| manifest.main()).map(|exposure| exposure.groups.as_slice());
    let groups = ordered.or(shown).unwrap_or_default();
    let everybody = groups.iter().any(|group| group == manifest::Exposure::EVERYBODY);
    if everybody { Vec::new() } else { groups.to_vec() }
}

fn budget(manifest: &Manifest) -> u32 {
    manifest.services.values().filter_map(|service| seconds(&service.probes.startup.budget)).max().unwrap_or(120)
}
