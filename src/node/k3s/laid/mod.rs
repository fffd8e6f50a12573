//! Files that root lays beside K3s: its unit, its policies, the manifests it applies at start.

use super::super::settings::Settings;
use super::crds;

/// The unit, K3s's own shape plus `After` on the network only.
pub const UNIT: &str = include_str!("k3s.service");
/// Pod security and event limits.
pub const ADMISSION: &str = include_str!("psa.yaml");
/// What the API server writes into its audit log.
pub const AUDIT: &str = include_str!("audit.yaml");
/// Who may speak to the API server beyond certificates and service accounts: nobody yet.
pub const AUTHENTICATION: &str = include_str!("authn.yaml");
/// Which registries servers may fetch from each other.
pub const REGISTRIES: &str = include_str!("registries.yaml");

/// Folder of the manifests that K3s applies at start and on change.
pub const MANIFESTS: &str = "/var/lib/rancher/k3s/server/manifests";

/// The manifests: file name and content. Names are lower case without `_`, as K3s wants.
pub fn manifests(settings: &Settings) -> Vec<(String, String)> {
    let node = &settings.name;
    vec![
        ("unidash-10-base.yaml".to_owned(), include_str!("base.yaml").to_owned()),
        ("unidash-20-kinds.yaml".to_owned(), crds::manifest()),
        ("unidash-30-policy.yaml".to_owned(), include_str!("policy.yaml").to_owned()),
        (accounts_manifest(node), include_str!("accounts.yaml").replace("NODE", node)),
    ]
}

/// File name of the manifest with a server's own accounts; K3s names its `Addon` after it.
pub fn accounts_manifest(node: &str) -> String {
    format!("unidash-40-accounts-{node}.yaml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_laid_file_is_yaml() {
        for text in [
            ADMISSION,
            AUDIT,
            AUTHENTICATION,
            REGISTRIES,
            include_str!("base.yaml"),
            include_str!("policy.yaml"),
            include_str!("accounts.yaml"),
        ] {
            for part in text.split("\n---\n") {
                let value: serde_json::Value = serde_saphyr::from_str(part).expect("yaml");
                assert!(value.is_object());
            }
        }
    }
}
