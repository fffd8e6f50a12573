//! Removing: programs and addresses always, the client always, data only on purge.

use super::super::render::namespace;
use super::super::secrets::Settled;
use super::client::client_id;
use super::document::Revision;
use super::steps::Outcome;
use super::{Apps, AppsError};
use crate::cluster::{Resource, Selection, object};
use crate::state::{Labels, StateError};

/// What is removed while data stays, in this order: first whatever could start pods again.
const PROGRAMS: &[(&str, &str)] = &[
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("v1", "Service"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
];

impl Apps {
    /// Runs one step of a removal.
    pub(super) async fn run_removal(&self, name: &str, id: &str) -> Result<Outcome, AppsError> {
        match id {
            "address" => self.delete_all(name, "networking.k8s.io/v1", "Ingress").await?,
            "stop" => {
                self.remove_programs(name).await?;
                let pods = Selection::all(Resource::of("v1", "Pod")).within(&namespace(name)).labelled(&selector(name));
                if !self.plane()?.list(&pods).await?.is_empty() {
                    return Ok(Outcome::Waits(None));
                }
            }
            "sign-on" => self.sign_on.remove(&client_id(name)).await?,
            "data" => {
                self.remove_data(name).await?;
                let space = Resource::of("v1", "Namespace");
                if self.plane()?.get(&space, None, &namespace(name)).await?.is_some() {
                    return Ok(Outcome::Waits(None));
                }
            }
            _ => {}
        }
        Ok(Outcome::Done)
    }

    /// Everything but data.
    pub(super) async fn remove_objects(&self, name: &str) -> Result<(), AppsError> {
        self.delete_all(name, "networking.k8s.io/v1", "Ingress").await?;
        self.remove_programs(name).await
    }

    async fn remove_programs(&self, name: &str) -> Result<(), AppsError> {
        for (api, kind) in PROGRAMS {
            self.delete_all(name, api, kind).await?;
        }
        Ok(())
    }

    /// The namespace with all that is in it, settled secrets, revisions.
    pub(super) async fn remove_data(&self, name: &str) -> Result<(), AppsError> {
        let space = Resource::of("v1", "Namespace");
        let there = self.plane()?.get(&space, None, &namespace(name)).await?;
        if there.is_some_and(|space| object::label(&space, super::super::render::APP) == Some(name)) {
            self.plane()?.delete(&space, None, &namespace(name)).await?;
        }
        gone(self.store.delete::<Settled>(&Settled::name(name), None).await)?;
        let revisions = Labels::from([("app", name.to_owned())]);
        for revision in self.store.list::<Revision>(&revisions).await? {
            gone(self.store.delete::<Revision>(&revision.name, None).await)?;
        }
        Ok(())
    }

    async fn delete_all(&self, name: &str, api: &str, kind: &str) -> Result<(), AppsError> {
        let resource = Resource::of(api, kind);
        let space = namespace(name);
        let selection = Selection::all(resource.clone()).within(&space).labelled(&selector(name));
        for found in self.plane()?.list(&selection).await? {
            self.plane()?.delete(&resource, Some(&space), object::name(&found)).await?;
        }
        Ok(())
    }
}

fn selector(name: &str) -> String {
    format!("{}={name}", super::super::render::APP)
}

fn gone(deleted: Result<(), StateError>) -> Result<(), AppsError> {
    match deleted {
        Ok(()) | Err(StateError::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
