//! Names for pods when a server falls.
//!
//! K3s starts one `CoreDNS`, on the first server. If that one falls, no pod finds a name until
//! Kubernetes moves it, which takes minutes. K3s's manifest names no number (k3s#1606) and lays
//! its copies on different servers, so the number is ours to choose: one per server.

use serde_json::{Value, json};

use super::api;
use crate::cluster::{ClusterError, Resource};
use crate::node::host::Host;

/// More would not answer more.
const MOST: usize = 3;
const PLACE: (&str, &str) = ("kube-system", "coredns");

/// Gives each server a `CoreDNS`, up to three. A cloud works without it, so a failure is only logged.
pub async fn spread(host: &Host) {
    if let Err(error) = try_spread(host).await {
        tracing::warn!(%error, "CoreDNS was not spread over the servers");
    }
}

async fn try_spread(host: &Host) -> Result<(), ClusterError> {
    let cluster = api::connect(host).await?;
    let servers = cluster.nodes().await?.iter().filter(|node| node.is_server).count();
    let deployment = Resource::of("apps/v1", "Deployment");
    let Some(there) = cluster.get(&deployment, Some(PLACE.0), PLACE.1).await? else { return Ok(()) };
    let present = there.pointer("/spec/replicas").and_then(Value::as_u64).unwrap_or(1);
    if let Some(copies) = wanted(servers, present) {
        let patch = json!({ "spec": { "replicas": copies } });
        cluster.merge(&deployment, Some(PLACE.0), PLACE.1, &patch).await?;
    }
    Ok(())
}

/// How many there should be, if that is more than there are: an administrator may want even more.
fn wanted(servers: usize, present: u64) -> Option<usize> {
    let copies = servers.min(MOST);
    (u64::try_from(copies).is_ok_and(|copies| copies > present)).then_some(copies)
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn every_server_gets_one_up_to_three_and_none_is_taken_away() {
        assert_eq!([wanted(1, 1), wanted(2, 1), wanted(3, 2)], [None, Some(2), Some(3)]);
        assert_eq!([wanted(7, 3), wanted(2, 3), wanted(0, 1)], [None, None, None]);
    }
}
