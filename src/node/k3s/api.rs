//! Kubeconfigs: root's own, written by K3s, and those of our accounts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::cluster::{Cluster, ClusterError, KubeAccess};
use crate::node::error::{NodeError, Result};
use crate::node::host::Host;

/// A kubeconfig for one of our accounts, by client certificate, for the local API server.
pub fn kubeconfig(authority: &str, chain: &str, key: &str, user: &str) -> String {
    let code = |text: &str| STANDARD.encode(text);
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: unidash\nclusters:\n- name: unidash\n  cluster:\n    \
         server: https://127.0.0.1:6443\n    certificate-authority-data: {}\ncontexts:\n- name: unidash\n  \
         context:\n    cluster: unidash\n    user: {user}\n    namespace: unidash\nusers:\n- name: {user}\n  user:\n    \
         client-certificate-data: {}\n    client-key-data: {}\n",
        code(authority),
        code(chain),
        code(key)
    )
}

/// The cluster as root sees it, through the kubeconfig that K3s wrote.
pub async fn as_root(host: &Host) -> Result<Cluster> {
    connect(host).await.map_err(|error| NodeError::not_reachable("cluster").with("cause", error))
}

/// The same, with the cluster's own words for a failure.
pub(super) async fn connect(host: &Host) -> std::result::Result<Cluster, ClusterError> {
    Cluster::connect(KubeAccess::Kubeconfig(host.path(super::ADMIN_KUBECONFIG))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kubeconfig_is_yaml() {
        let value: serde_json::Value = serde_saphyr::from_str(&kubeconfig("a", "b", "c", "core")).expect("yaml");
        assert_eq!(value["users"][0]["user"]["client-key-data"], STANDARD.encode("c"));
    }
}
