//! The definitions of our own kinds, as root lays them in K3s's manifests folder.

use serde_json::{Value, json};

/// The `CustomResourceDefinition` of a document kind: `v1` for ever, `spec` keeps unknown fields
/// and carries `schema`.
pub fn custom_resource(kind: &str, plural: &str) -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.{}", super::GROUP)},
        "spec": {
            "group": super::GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": kind,
                "listKind": format!("{kind}List"),
                "plural": plural,
                "singular": kind.to_ascii_lowercase()
            },
            "versions": [{
                "name": "v1",
                "served": true,
                "storage": true,
                "schema": {"openAPIV3Schema": {
                    "type": "object",
                    "properties": {"spec": {
                        "type": "object",
                        "required": ["schema"],
                        "properties": {"schema": {"type": "integer", "minimum": 1}},
                        "x-kubernetes-preserve-unknown-fields": true
                    }}
                }}
            }]
        }
    })
}
