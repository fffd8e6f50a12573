//! Asking the peers, and hearing what Kubernetes says.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::{Facts, Known};
use crate::cluster::{Cluster, Followed, Node, Resource, Selection, object};

const EVERY: Duration = Duration::from_secs(2);
const ANSWER_WITHIN: Duration = Duration::from_millis(1500);

/// How a peer is asked: its core's door, with certificates on both sides.
#[async_trait::async_trait]
pub trait Prober: Send + Sync + 'static {
    /// Asks the server of that name and address for its figures; an error is silence.
    async fn probe(&self, name: &str, address: &str) -> anyhow::Result<Facts>;
}

/// Asks every peer again and again.
pub(super) async fn beat(known: Arc<Known>, prober: Arc<dyn Prober>) {
    let mut timer = interval(EVERY);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let peers: Vec<_> =
            known.seen().peers.iter().map(|(name, peer)| (name.clone(), peer.address.clone())).collect();
        let mut asked = JoinSet::new();
        for (name, address) in peers {
            let prober = prober.clone();
            asked.spawn(async move {
                let answer = timeout(ANSWER_WITHIN, prober.probe(&name, &address)).await;
                (name, answer.ok().and_then(Result::ok))
            });
        }
        while let Some(answer) = asked.join_next().await {
            if let Ok((name, Some(facts))) = answer
                && let Some(peer) = known.seen().peers.get_mut(&name)
            {
                (peer.heard, peer.facts) = (Some(Instant::now()), facts);
            }
        }
    }
}

/// Keeps the Nodes in mind; servers that joined later become peers.
pub(super) async fn follow_nodes(known: Arc<Known>, cluster: Cluster) {
    let mut events = cluster.follow(Selection::all(Resource::of("v1", "Node")), None);
    while let Some(event) = events.recv().await {
        match event {
            Followed::Snapshot { objects, .. } => {
                known.seen().nodes.clear();
                for value in &objects {
                    take(&known, Node::of_object(value));
                }
                known.forget_removed();
            }
            Followed::Put(value) => take(&known, Node::of_object(&value)),
            Followed::Gone(value) => {
                let name = object::name(&value);
                known.seen().nodes.remove(name);
                known.seen().peers.remove(name);
            }
            Followed::Reached(_) | Followed::Lost(_) => {}
        }
    }
}

fn take(known: &Known, node: Node) {
    if node.is_server {
        known.learn(&node.name, node.internal_ip());
    }
    known.seen().nodes.insert(node.name.clone(), node);
}

impl Known {
    /// A peer that the cluster does not know and that does not answer was removed from it.
    fn forget_removed(&self) {
        let mut seen = self.seen();
        let nodes: Vec<String> = seen.nodes.keys().cloned().collect();
        if !nodes.is_empty() {
            seen.peers.retain(|name, peer| nodes.contains(name) || peer.silence() == Some(0) || peer.heard.is_none());
        }
    }
}
