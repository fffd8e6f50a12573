//! What every object of an app carries.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::manifest::Manifest;
use super::{Installation, namespace};
use crate::clock::digest;

/// Label: name of the installed app.
pub const APP: &str = "unidash.app/app";
/// Label: number of what was applied.
pub const REVISION: &str = "unidash.app/revision";
/// Label: which part of the app.
pub const COMPONENT: &str = "app.kubernetes.io/component";

/// Makes the objects of one app.
pub(super) struct Maker<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) installation: &'a Installation,
}

impl Maker<'_> {
    /// An object with our labels; `content` holds `spec`, `data`, ….
    pub(super) fn object(&self, api: &str, kind: &str, name: &str, component: &str, content: Value) -> Value {
        let mut object = json!({
            "apiVersion": api,
            "kind": kind,
            "metadata": {
                "name": name,
                "namespace": namespace(&self.installation.name),
                "labels": self.labels(component),
            },
        });
        if let (Some(object), Value::Object(content)) = (object.as_object_mut(), content) {
            object.extend(content);
        }
        object
    }

    fn labels(&self, component: &str) -> Value {
        json!({
            "app.kubernetes.io/managed-by": "unidash",
            "app.kubernetes.io/name": self.manifest.short(),
            COMPONENT: component,
            APP: self.installation.name,
            REVISION: self.installation.revision.to_string(),
        })
    }

    /// Labels by which pods of a component are found: they never change.
    pub(super) fn selector(&self, component: &str) -> Value {
        json!({ APP: self.installation.name, COMPONENT: component })
    }

    /// The namespace. It says what is installed, even if every document of ours were lost.
    pub(super) fn namespace(&self) -> Value {
        let level = if self.needs_baseline() { "baseline" } else { "restricted" };
        let mut object = self.object("v1", "Namespace", &namespace(&self.installation.name), "app", json!({}));
        let metadata = &mut object["metadata"];
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.remove("namespace");
            metadata.insert(
                "annotations".into(),
                json!({
                    "unidash.app/id": self.manifest.id,
                    "unidash.app/version": self.manifest.version,
                    "unidash.app/package": self.manifest.package.to_string(),
                    "unidash.app/title-en": self.manifest.name.en,
                    "unidash.app/title-fr": self.manifest.name.fr,
                }),
            );
        }
        for mode in ["enforce", "audit", "warn"] {
            metadata["labels"][format!("pod-security.kubernetes.io/{mode}")] = json!(level);
        }
        object
    }

    /// Whether a program asks for more than the strictest rules allow; it says why in its file.
    fn needs_baseline(&self) -> bool {
        self.manifest
            .services
            .values()
            .any(|service| service.run.user == "root" || !service.run.capabilities.is_empty())
    }

    /// Values that must stay secret.
    pub(super) fn secret(&self, name: &str, component: &str, values: &BTreeMap<String, String>) -> Value {
        self.object("v1", "Secret", name, component, json!({ "type": "Opaque", "stringData": values }))
    }

    /// Values that need not.
    pub(super) fn config(&self, name: &str, component: &str, values: &BTreeMap<String, String>) -> Value {
        self.object("v1", "ConfigMap", name, component, json!({ "data": values }))
    }

    /// Room that outlives programs.
    pub(super) fn volume(&self, name: &str, component: &str, size: &str, class: &str, mode: &str) -> Value {
        let class = if class == "local" { "local-path" } else { class };
        self.object(
            "v1",
            "PersistentVolumeClaim",
            name,
            component,
            json!({
                "spec": {
                    "accessModes": [mode],
                    "storageClassName": class,
                    "resources": { "requests": { "storage": size } },
                },
            }),
        )
    }

    /// A name in the namespace for a component's port.
    pub(super) fn service(&self, component: &str, port: u16) -> Value {
        self.object(
            "v1",
            "Service",
            component,
            component,
            json!({
                "spec": {
                    "selector": self.selector(component),
                    "ports": [{ "name": "main", "port": port, "targetPort": "main", "protocol": "TCP" }],
                },
            }),
        )
    }
}

/// Changes when one of the values changes: pods that read them start again.
pub(super) fn checksum(values: &[&BTreeMap<String, String>]) -> String {
    let all: Vec<Map<String, Value>> =
        values.iter().map(|map| map.iter().map(|(key, value)| (key.clone(), json!(value))).collect()).collect();
    let mut sum = digest(&json!(all).to_string());
    sum.truncate(16);
    sum
}
