//! JSON Schema of the format, for editors: `store/schema.json`.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::Manifest;

/// The schema; its text is kept in `store/schema.json` and a test says when that is stale.
pub fn schema() -> Value {
    let mut parts = Vec::new();
    Manifest::schemas(&mut parts);
    let parts: Map<String, Value> = parts.into_iter().map(|(name, schema)| (name, moved(json!(schema)))).collect();
    let mut top = moved(json!(Manifest::schema()));
    if let Value::Object(top) = &mut top {
        top.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        top.insert("title".into(), json!(format!("App file of UniDash ({})", super::API_VERSION)));
        top.insert("$defs".into(), Value::Object(parts));
    }
    top
}

/// References of OpenAPI as those of a schema that stands alone.
fn moved(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| match value {
                    Value::String(text) if key == "$ref" => {
                        (key, Value::String(text.replace("#/components/schemas/", "#/$defs/")))
                    }
                    value => (key, moved(value)),
                })
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.into_iter().map(moved).collect()),
        other => other,
    }
}
