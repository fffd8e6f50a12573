//! Reading Kubernetes objects: what every object has.

use std::collections::BTreeMap;

use serde_json::Value;

/// `metadata.name`, or empty.
pub fn name(object: &Value) -> &str {
    text(object, "name").unwrap_or_default()
}

/// `metadata.namespace`.
pub fn namespace(object: &Value) -> Option<&str> {
    text(object, "namespace")
}

/// `metadata.uid`, or empty.
pub fn uid(object: &Value) -> &str {
    text(object, "uid").unwrap_or_default()
}

/// `metadata.resourceVersion`, or empty.
pub fn version(object: &Value) -> &str {
    text(object, "resourceVersion").unwrap_or_default()
}

/// `metadata.creationTimestamp`, or empty.
pub fn created(object: &Value) -> &str {
    text(object, "creationTimestamp").unwrap_or_default()
}

/// A label's value.
pub fn label<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get("metadata")?.get("labels")?.get(key)?.as_str()
}

/// An annotation's value.
pub fn annotation<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get("metadata")?.get("annotations")?.get(key)?.as_str()
}

/// All labels.
pub fn labels(object: &Value) -> BTreeMap<String, String> {
    strings(object.get("metadata").and_then(|metadata| metadata.get("labels")))
}

/// All annotations.
pub fn annotations(object: &Value) -> BTreeMap<String, String> {
    strings(object.get("metadata").and_then(|metadata| metadata.get("annotations")))
}

/// Whether the first version is newer than the second. Versions of one cluster are numbers that
/// grow; what is no number counts as old.
pub fn is_newer(version: &str, than: &str) -> bool {
    let number = |text: &str| text.parse::<u128>().unwrap_or(0);
    number(version) > number(than)
}

/// The string entries of a JSON object.
pub fn strings(map: Option<&Value>) -> BTreeMap<String, String> {
    map.and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// The text at a JSON pointer, or empty.
pub(super) fn text_at<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The list at a JSON pointer, or an empty one.
pub(super) fn list_at<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    object.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get("metadata")?.get(key)?.as_str()
}
