//! Servers as the hub sees them.
//!
//! Each core asks its peers every two seconds, in memory only: nothing is written for it. Kubernetes
//! adds what it knows (ready, voter, version), but needs most of a minute to see that a server fell.

mod facts;
mod heartbeat;
mod leader;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

pub use facts::Facts;
pub use heartbeat::Prober;
pub use leader::{HOLD_EVERY, Leader};

pub use crate::config::Peer;

use crate::cluster::{Cluster, Node};

/// A peer that was not heard for so long is silent.
pub const SILENT_AFTER: Duration = Duration::from_secs(6);

/// What the fleet is made of.
pub struct FleetParts {
    /// This server's name.
    pub name: String,
    /// Its address, as the others reach it; empty on a laptop.
    pub address: String,
    /// The other servers known from the configuration.
    pub peers: Vec<Peer>,
    /// How peers are asked; `None` on a laptop.
    pub prober: Option<Arc<dyn Prober>>,
    /// The cluster; `None` when embedded.
    pub cluster: Option<Cluster>,
    /// Folder whose disk counts.
    pub disk: PathBuf,
    /// Version of this program.
    pub version: String,
}

/// How a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerState {
    /// It answers and is a full member.
    Up,
    /// It answered once and does no more.
    Silent {
        /// For so many seconds.
        seconds: u64,
    },
    /// It answers and is not ready yet.
    Starting,
    /// It was not heard of since we started.
    Unknown,
}

/// A server.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Its name in the cluster.
    pub name: String,
    /// Its address.
    pub address: String,
    /// How it is.
    pub state: ServerState,
    /// Kubernetes says Ready.
    pub ready: bool,
    /// Full member of etcd.
    pub voter: bool,
    /// Version of K3s.
    pub k3s: Option<String>,
    /// Version of `UniDash`.
    pub unidash: Option<String>,
    /// Load over one minute, per core.
    pub load: Option<f64>,
    /// Memory used, per cent.
    pub memory: Option<u8>,
    /// Disk used, per cent.
    pub disk: Option<u8>,
}

/// All servers; cheap to clone. The heartbeats end with the last handle.
#[derive(Clone)]
pub struct Fleet {
    known: Arc<Known>,
    _tasks: Arc<JoinSet<()>>,
}

/// What is known in this process.
struct Known {
    name: String,
    address: String,
    version: String,
    disk: PathBuf,
    in_cluster: bool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    peers: BTreeMap<String, PeerSeen>,
    nodes: BTreeMap<String, Node>,
}

struct PeerSeen {
    address: String,
    heard: Option<Instant>,
    facts: Facts,
}

impl Fleet {
    /// Starts to ask the peers and to follow the Nodes.
    pub fn start(parts: FleetParts) -> Self {
        let known = Arc::new(Known {
            name: parts.name,
            address: parts.address,
            version: parts.version,
            disk: parts.disk,
            in_cluster: parts.cluster.is_some(),
            seen: Mutex::default(),
        });
        for peer in parts.peers {
            known.learn(&peer.name, &peer.address.to_string());
        }
        let mut tasks = JoinSet::new();
        if let Some(prober) = parts.prober {
            tasks.spawn(heartbeat::beat(known.clone(), prober));
        }
        if let Some(cluster) = parts.cluster {
            tasks.spawn(heartbeat::follow_nodes(known.clone(), cluster));
        }
        Self { known, _tasks: Arc::new(tasks) }
    }

    /// A fleet of this one server: a laptop, a demo, tests.
    pub fn alone(name: &str, version: &str, disk: PathBuf) -> Self {
        let (name, version) = (name.to_owned(), version.to_owned());
        let (address, peers) = (String::new(), Vec::new());
        Self::start(FleetParts { name, address, peers, prober: None, cluster: None, disk, version })
    }

    /// Every server by name, this one included.
    pub async fn servers(&self) -> Vec<Server> {
        let own = self.facts().await;
        let seen = self.known.seen();
        let mut servers = vec![self.known.own_server(&own, seen.nodes.get(&self.known.name))];
        let peers = seen.peers.iter().map(|(name, peer)| self.known.peer_server(name, peer, seen.nodes.get(name)));
        servers.extend(peers);
        servers.sort_by(|a, b| a.name.cmp(&b.name));
        servers
    }

    /// Names and addresses of the other servers, as they are known now.
    pub fn peers(&self) -> Vec<(String, String)> {
        self.known.seen().peers.iter().map(|(name, peer)| (name.clone(), peer.address.clone())).collect()
    }

    /// Whether the server was heard once and is silent now: tiles of apps that run there show it.
    pub fn silent(&self, name: &str) -> bool {
        self.known.seen().peers.get(name).is_some_and(|peer| matches!(peer.silence(), Some(seconds) if seconds > 0))
    }

    /// This server's own figures: what its peers' probers are answered.
    pub async fn facts(&self) -> Facts {
        facts::read(&self.known.disk, &self.known.version).await
    }
}

impl Known {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes where a server is; what was heard of it stays.
    fn learn(&self, name: &str, address: &str) {
        if name == self.name || address.is_empty() {
            return;
        }
        let mut seen = self.seen();
        let peer = seen.peers.entry(name.to_owned()).or_insert_with(|| PeerSeen {
            address: String::new(),
            heard: None,
            facts: Facts::default(),
        });
        address.clone_into(&mut peer.address);
    }

    fn own_server(&self, facts: &Facts, node: Option<&Node>) -> Server {
        let waits = !node.map_or(!self.in_cluster, |node| node.ready);
        let state = if waits { ServerState::Starting } else { ServerState::Up };
        self.server(&self.name, &self.address, state, facts, node)
    }

    fn peer_server(&self, name: &str, peer: &PeerSeen, node: Option<&Node>) -> Server {
        let state = match peer.silence() {
            None => ServerState::Unknown,
            Some(0) if node.map_or(!self.in_cluster, |node| node.ready) => ServerState::Up,
            Some(0) => ServerState::Starting,
            Some(seconds) => ServerState::Silent { seconds },
        };
        self.server(name, &peer.address, state, &peer.facts, node)
    }

    fn server(&self, name: &str, address: &str, state: ServerState, facts: &Facts, node: Option<&Node>) -> Server {
        let answers = matches!(state, ServerState::Up | ServerState::Starting);
        let figures = if answers { facts.clone() } else { Facts::default() };
        Server {
            name: name.to_owned(),
            address: address.to_owned(),
            state,
            ready: node.map_or(!self.in_cluster, |node| node.ready) && answers,
            voter: node.is_some_and(|node| node.is_voter == Some(true)),
            k3s: node.map(|node| node.version.clone()).filter(|version| !version.is_empty()),
            unidash: facts.unidash.clone(),
            load: figures.load,
            memory: figures.memory,
            disk: figures.disk,
        }
    }
}

impl PeerSeen {
    /// Seconds since it fell silent, 0 while it is heard; `None` if it was never heard.
    fn silence(&self) -> Option<u64> {
        self.heard.map(|heard| if heard.elapsed() < SILENT_AFTER { 0 } else { heard.elapsed().as_secs() })
    }
}

impl std::fmt::Debug for Fleet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fleet").field("name", &self.known.name).field("peers", &self.peers()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
