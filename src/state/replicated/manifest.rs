//! A document as a Kubernetes object and back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::cluster::definition::custom_resource;
use crate::cluster::{GROUP, NAMESPACE, Resource, Selection, object};
use crate::state::document::{Kind, Version};
use crate::state::store::RawDocument;
use crate::state::{StateError, kinds};

/// Says which write made the object what it is: after an answer that never came, the writer
/// recognises his own work.
const WRITE: &str = "unidash.app/write";
/// Label of Secrets that are documents.
const KIND: &str = "unidash.app/kind";
/// Key of a Secret's data.
const DATA: &str = "document";

/// The definitions of all kinds that are not Secrets, as root lays them.
pub fn definitions() -> Vec<Value> {
    kinds::ALL.iter().filter(|kind| !kind.secret).map(|kind| custom_resource(kind.name, kind.plural)).collect()
}

/// Where the API serves a kind.
pub(super) fn resource(kind: Kind) -> Resource {
    if kind.secret { Resource::of("v1", "Secret") } else { Resource::document(kind.name, kind.plural) }
}

/// Secrets of all kinds share one namespace, so their names carry the kind.
pub(super) fn object_name(kind: Kind, name: &str) -> String {
    if kind.secret { format!("{}-{name}", kind.plural) } else { name.to_owned() }
}

/// The documents of a kind that carry all `labels`.
pub(super) fn selection(kind: Kind, labels: &[(String, String)]) -> Selection {
    let own = kind.secret.then(|| format!("{KIND}={}", kind.plural));
    let wanted = labels.iter().map(|(key, value)| format!("{GROUP}/{key}={value}"));
    let selector = own.into_iter().chain(wanted).collect::<Vec<_>>().join(",");
    Selection::all(resource(kind)).within(NAMESPACE).labelled(&selector)
}

/// The object for a document; `precondition` is the version that must still hold.
pub(super) fn manifest(kind: Kind, document: &RawDocument, precondition: Option<&Version>, mark: &str) -> Value {
    let mut labels: Map<String, Value> =
        document.labels.iter().map(|(key, value)| (format!("{GROUP}/{key}"), value.clone().into())).collect();
    let mut spec = json!({"schema": document.schema, "body": document.body});
    if let Some(expires) = document.expires {
        spec["expires"] = expires.into();
    }
    if kind.secret {
        labels.insert(KIND.to_owned(), kind.plural.into());
    }
    let resource = resource(kind);
    let mut value = json!({
        "apiVersion": resource.api_version(),
        "kind": resource.kind,
        "metadata": {
            "name": object_name(kind, &document.name),
            "namespace": NAMESPACE,
            "labels": labels,
            "annotations": {WRITE: mark}
        }
    });
    if let Some(version) = precondition {
        value["metadata"]["resourceVersion"] = version.0.clone().into();
    }
    if kind.secret {
        value["type"] = "unidash.app/document".into();
        value["data"] = json!({DATA: STANDARD.encode(spec.to_string())});
    } else {
        value["spec"] = spec;
    }
    value
}

/// The document in an object.
pub(super) fn document(kind: Kind, value: &Value) -> Result<RawDocument, StateError> {
    let name = document_name(kind, value);
    let unreadable = |why: &str| StateError::Invalid(format!("{}/{name}: {why}", kind.name));
    let mut spec = if kind.secret {
        let text = value.pointer("/data/document").and_then(Value::as_str);
        let bytes = STANDARD.decode(text.ok_or_else(|| unreadable("no data"))?);
        let bytes = bytes.map_err(|_| unreadable("data is not base64"))?;
        serde_json::from_slice(&bytes).map_err(|_| unreadable("data is not JSON"))?
    } else {
        value.get("spec").cloned().unwrap_or_default()
    };
    let schema = spec.get("schema").and_then(Value::as_u64).and_then(|schema| u32::try_from(schema).ok());
    let labels = object::labels(value).into_iter().filter_map(|(key, value)| {
        let key = key.strip_prefix(GROUP)?.strip_prefix('/')?;
        (key != "kind").then(|| (key.to_owned(), value))
    });
    Ok(RawDocument {
        name: name.to_owned(),
        version: Version(object::version(value).to_owned()),
        schema: schema.ok_or_else(|| unreadable("no schema"))?,
        labels: labels.collect(),
        expires: spec.get("expires").and_then(Value::as_i64),
        body: spec.get_mut("body").map(Value::take).ok_or_else(|| unreadable("no body"))?,
    })
}

/// The document's name in an object's.
pub(super) fn document_name(kind: Kind, value: &Value) -> &str {
    let name = object::name(value);
    if !kind.secret {
        return name;
    }
    name.strip_prefix(kind.plural).and_then(|rest| rest.strip_prefix('-')).unwrap_or(name)
}

/// Whether the object is as the write with that mark left it.
pub(super) fn is_marked(value: &Value, mark: &str) -> bool {
    object::annotation(value, WRITE) == Some(mark)
}
