//! Takes this server out of a cluster of several.
//!
//! The Node is deleted; K3s then drops the etcd member (its “managed-etcd-controller” holds the
//! Node until that is done) and the password of the name. A member that was dropped notes so and
//! would join again at its next start, therefore nothing may start it any more: K3s is stopped as
//! soon as the Node is gone.

use std::time::Duration;

use crate::cluster::{Cluster, Resource};
use crate::node::host::Host;
use crate::node::journal;
use crate::node::k3s::laid::accounts_manifest;
use crate::node::k3s::{self, api, start};
use crate::node::progress::Progress;
use crate::node::settings::Settings;

/// To be let go by the cluster.
const LEAVE: Duration = Duration::from_secs(40);
/// K3s may take a minute to drop a member; what lasts longer the other servers finish.
const DROPPED: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(300);

/// Takes this server out, if there are others; says so if the cluster did not answer.
pub(super) async fn leave(host: &Host, progress: &dyn Progress) {
    let Ok(Some(settings)) = Settings::read(host) else { return };
    if !host.is_real() || !journal::reached(host, start::READY) {
        return; // it was never a member
    }
    let name = settings.name;
    if !is_active(host) {
        return progress.note("not-left", &[("name", name)]);
    }
    let attempt = async {
        let cluster = api::as_root(host).await.ok()?;
        let nodes = cluster.nodes().await.ok()?;
        let others = nodes.iter().filter(|node| node.is_server && node.name != name).count();
        if others > 0 {
            forget(host, &cluster, &name).await;
            cluster.delete_node(&name).await.ok()?;
        }
        Some((cluster, others))
    };
    match tokio::time::timeout(LEAVE, attempt).await.ok().flatten() {
        Some((_, 0)) => {}
        Some((cluster, others)) => {
            wait_dropped(host, &cluster, &name).await;
            progress.note("servers-left", &[("count", others.to_string())]);
        }
        None => progress.note("not-left", &[("name", name)]),
    }
}

/// Waits until the Node is gone. K3s may end before: etcd stops where it was dropped.
async fn wait_dropped(host: &Host, cluster: &Cluster, name: &str) {
    let dropped = async {
        while is_active(host) && !matches!(cluster.node(name).await, Ok(None)) {
            tokio::time::sleep(PAUSE).await;
        }
    };
    let _ = tokio::time::timeout(DROPPED, dropped).await;
}

fn is_active(host: &Host) -> bool {
    start::state(host, start::SERVICE).active == "active"
}

/// Takes away what the cluster keeps for this server: its accounts (so its certificates open
/// nothing any more) and the password of its name. What cannot be removed is no reason to stay.
async fn forget(host: &Host, cluster: &Cluster, name: &str) {
    // First the file: as long as it lies here K3s lays the accounts again.
    let manifest = accounts_manifest(name);
    let _ = host.remove(format!("{}/{manifest}", k3s::laid::MANIFESTS));
    let addon = Resource::of("k3s.cattle.io/v1", "Addon");
    let _ = cluster.delete(&addon, Some("kube-system"), manifest.trim_end_matches(".yaml")).await;
    for role in ["core", "gateway"] {
        let binding = Resource::of("rbac.authorization.k8s.io/v1", "ClusterRoleBinding");
        let _ = cluster.delete(&binding, None, &format!("unidash-{role}-{name}")).await;
        let account = format!("{role}-{name}");
        let _ = cluster.delete(&Resource::of("v1", "ServiceAccount"), Some("unidash"), &account).await;
    }
    let password = format!("{name}.node-password.k3s");
    let _ = cluster.delete(&Resource::of("v1", "Secret"), Some("kube-system"), &password).await;
}
