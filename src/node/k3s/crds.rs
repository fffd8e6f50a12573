//! The kinds of documents that the core keeps in the cluster, as a manifest for K3s.
//!
//! Equal to `state::kinds::ALL` without the secret kinds (those are kept as `Secret`); this room
//! may not import `state`, so a test of the whole crate holds the two lists together.

use crate::cluster::definition::custom_resource;

/// Kind and plural of every document that is not secret.
pub const DOCUMENT_KINDS: &[(&str, &str)] = &[
    ("Setting", "settings"),
    ("Group", "groups"),
    ("Profile", "profiles"),
    ("Session", "sessions"),
    ("Grant", "grants"),
    ("Token", "tokens"),
    ("Layout", "layouts"),
    ("Dock", "docks"),
    ("Announcement", "announcements"),
    ("Dismissal", "dismissals"),
    ("Link", "links"),
    ("App", "apps"),
    ("Revision", "revisions"),
    ("Job", "jobs"),
    ("JoinCode", "joincodes"),
    ("Server", "servers"),
];

/// The manifest with all definitions (JSON is YAML).
pub fn manifest() -> String {
    let one = |(kind, plural): &(&str, &str)| format!("---\n{:#}\n", custom_resource(kind, plural));
    DOCUMENT_KINDS.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_definition_is_yaml_with_its_plural_as_name() {
        let text = manifest();
        let parts: Vec<&str> = text.split("---\n").filter(|part| !part.is_empty()).collect();
        assert_eq!(parts.len(), DOCUMENT_KINDS.len());
        for (part, (kind, plural)) in parts.iter().zip(DOCUMENT_KINDS) {
            let value: serde_json::Value = serde_saphyr::from_str(part).expect("yaml");
            assert_eq!(value["metadata"]["name"], format!("{plural}.unidash.app"));
            assert_eq!(value["spec"]["names"]["kind"], *kind);
        }
    }
}
