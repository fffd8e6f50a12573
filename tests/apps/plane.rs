//! A recording cluster: what was applied is there, and workloads are ready when told so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use unidash::apps::lifecycle::{Answer, Plane, SignOn};
use unidash::apps::render::Client;
use unidash::cluster::{ClusterError, Node, Resource, Selection, Workload, WorkloadStatus, object};
use unidash::identity::{IdentityError, NewClient};

type Key = (String, String, String);

/// What the fake knows and what it shall do.
#[derive(Default)]
pub struct Inside {
    /// Objects by kind, namespace, name.
    pub objects: BTreeMap<Key, Value>,
    /// `apply Kind name` and `delete Kind name`, in order.
    pub log: Vec<String>,
    /// Workloads become ready.
    pub ready: bool,
    /// What the servers say about a workload that is not ready.
    pub warning: Option<String>,
    /// Nothing answers.
    pub away: bool,
    /// Applies of this kind are refused.
    pub refuses: Option<&'static str>,
    /// Servers beyond the first three.
    pub joined: u8,
}

/// The recording cluster.
#[derive(Clone, Default)]
pub struct Recorder(pub Arc<Mutex<Inside>>);

impl Recorder {
    /// Ready workloads, three servers.
    pub fn ready() -> Self {
        let recorder = Self::default();
        recorder.tell(|inside| inside.ready = true);
        recorder
    }

    /// Changes what it shall do.
    pub fn tell(&self, change: impl FnOnce(&mut Inside)) {
        change(&mut self.0.lock().unwrap());
    }

    /// Kinds and names of what lies in a namespace.
    pub fn within(&self, namespace: &str) -> Vec<String> {
        let inside = self.0.lock().unwrap();
        inside.objects.keys().filter(|key| key.1 == namespace).map(|key| format!("{} {}", key.0, key.2)).collect()
    }

    /// One object.
    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<Value> {
        self.0.lock().unwrap().objects.get(&(kind.into(), namespace.into(), name.into())).cloned()
    }

    /// What happened, in order.
    pub fn log(&self) -> Vec<String> {
        self.0.lock().unwrap().log.clone()
    }

    fn answer(&self) -> Answer<std::sync::MutexGuard<'_, Inside>> {
        let inside = self.0.lock().unwrap();
        if inside.away {
            return Err(ClusterError::Unreachable { reason: "away".into(), maybe_done: false });
        }
        Ok(inside)
    }
}

fn key(value: &Value) -> Key {
    let kind = value["kind"].as_str().unwrap_or_default().to_owned();
    (kind, object::namespace(value).unwrap_or_default().to_owned(), object::name(value).to_owned())
}

#[async_trait::async_trait]
impl Plane for Recorder {
    async fn apply(&self, value: &Value) -> Answer<Value> {
        let mut inside = self.answer()?;
        let key = key(value);
        if inside.refuses == Some(key.0.as_str()) {
            return Err(ClusterError::Refused { code: 403, reason: "Forbidden".into(), message: "not allowed".into() });
        }
        inside.log.push(format!("apply {} {}", key.0, key.2));
        let mut value = value.clone();
        if key.0 == "Service" {
            value["spec"]["clusterIP"] = json!("10.43.0.9");
        }
        inside.objects.insert(key, value.clone());
        Ok(value)
    }

    async fn delete(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Answer<()> {
        let mut inside = self.answer()?;
        inside.log.push(format!("delete {} {name}", resource.kind));
        inside.objects.remove(&(resource.kind.clone(), namespace.unwrap_or_default().into(), name.into()));
        if resource.kind == "Namespace" {
            inside.objects.retain(|key, _| key.1 != name);
        }
        Ok(())
    }

    async fn get(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Answer<Option<Value>> {
        let key = (resource.kind.clone(), namespace.unwrap_or_default().into(), name.into());
        Ok(self.answer()?.objects.get(&key).cloned())
    }

    async fn list(&self, selection: &Selection) -> Answer<Vec<Value>> {
        let inside = self.answer()?;
        let label = selection.labels.split_once('=');
        let fits = |value: &&Value| match label {
            Some((name, wanted)) => object::label(value, name) == Some(wanted),
            None => selection.labels.is_empty() || object::label(value, &selection.labels).is_some(),
        };
        let there = inside.objects.iter().filter(|(key, _)| {
            key.0 == selection.resource.kind && selection.namespace.as_ref().is_none_or(|space| *space == key.1)
        });
        let ready = inside.ready;
        Ok(there.map(|(_, value)| value).filter(fits).cloned().map(|value| with_status(value, ready)).collect())
    }

    async fn workloads(&self, namespace: &str) -> Answer<WorkloadStatus> {
        let inside = self.answer()?;
        let workloads = inside.objects.keys().filter(|key| key.1 == namespace);
        let workloads = workloads.filter(|key| matches!(key.0.as_str(), "Deployment" | "StatefulSet"));
        Ok(WorkloadStatus {
            workloads: workloads
                .map(|key| Workload {
                    kind: key.0.clone(),
                    name: key.2.clone(),
                    desired: 1,
                    ready: u64::from(inside.ready),
                    observed: true,
                })
                .collect(),
            warning: inside.warning.clone(),
            images: vec![("example.org/small:1".into(), "example.org/small@sha256:abc".into())],
        })
    }

    async fn nodes(&self) -> Answer<Vec<Node>> {
        let joined = self.answer()?.joined;
        Ok((1..=3 + joined)
            .map(|number| {
                Node::of_object(&json!({
                    "metadata": { "name": format!("s{number}") },
                    "spec": { "podCIDRs": [format!("10.42.{number}.0/24")] },
                    "status": { "addresses": [{ "type": "InternalIP", "address": format!("10.0.0.1{number}") }] },
                }))
            })
            .collect())
    }
}

fn with_status(mut value: Value, ready: bool) -> Value {
    if matches!(value["kind"].as_str(), Some("Deployment" | "StatefulSet")) {
        value["status"]["readyReplicas"] = json!(u64::from(ready));
    }
    value
}

/// Clients that were registered.
#[derive(Clone, Default)]
pub struct Clients(pub Arc<Mutex<BTreeMap<String, NewClient>>>);

#[async_trait::async_trait]
impl SignOn for Clients {
    async fn register(&self, order: NewClient) -> Result<Client, IdentityError> {
        let id = order.id.clone();
        self.0.lock().unwrap().insert(id.clone(), order);
        Ok(Client { secret: format!("secret-of-{id}"), id })
    }

    async fn remove(&self, id: &str) -> Result<(), IdentityError> {
        self.0.lock().unwrap().remove(id);
        Ok(())
    }
}
