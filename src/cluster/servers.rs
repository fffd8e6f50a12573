//! The servers of the cluster and which one is asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kube::{Client, Config};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::ClusterError;

/// One try of one request on one server.
pub(super) const TRY: Duration = Duration::from_millis(2500);
/// How often the server in use is asked whether it is well.
const PROBE_EVERY: Duration = Duration::from_secs(3);
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a server that was silent is passed over.
const AVOIDED: Duration = Duration::from_secs(8);
/// Every so many probes the Nodes' addresses are read.
const LEARN_EVERY: u32 = 20;
/// Before the only server is asked again.
const PAUSE: Duration = Duration::from_millis(150);

/// The servers, the preferred one first.
pub(super) struct Servers {
    /// Keys and settings that every server's connection shares.
    template: Config,
    ring: Mutex<Ring>,
    /// Told when another server is taken, so that watches move there.
    moved: watch::Sender<u64>,
    health: Mutex<Result<(), ClusterError>>,
}

struct Ring {
    servers: Vec<Server>,
    current: usize,
    /// Servers that were left, and when: while others remain they are not asked again so soon.
    left: HashMap<String, Instant>,
}

impl Ring {
    /// The next server that was not left lately; the next one at all if all were.
    fn next(&self) -> usize {
        let count = self.servers.len();
        let place = |step| (self.current + step) % count;
        let fresh =
            |index: &usize| self.left.get(&self.servers[*index].address).is_none_or(|since| since.elapsed() > AVOIDED);
        (1..count).map(place).find(fresh).unwrap_or(place(1))
    }
}

#[derive(Clone)]
struct Server {
    address: String,
    client: Client,
}

impl Servers {
    pub(super) fn new(configs: Vec<Config>) -> Result<Self, ClusterError> {
        let template = configs.first().cloned().ok_or_else(|| ClusterError::Access("no server given".into()))?;
        let servers = configs.into_iter().map(Server::new).collect::<Result<_, _>>()?;
        Ok(Self {
            template,
            ring: Mutex::new(Ring { servers, current: 0, left: HashMap::new() }),
            moved: watch::Sender::new(0),
            health: Mutex::new(Err(unreachable("not asked yet"))),
        })
    }

    pub(super) fn addresses(&self) -> Vec<String> {
        self.ring().servers.iter().map(|server| server.address.clone()).collect()
    }

    pub(super) fn health(&self) -> Result<(), ClusterError> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn moves(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }

    /// Adds servers with the port and keys of the first.
    pub(super) fn learn(&self, addresses: &[String]) {
        let (scheme, port) =
            (self.template.cluster_url.scheme_str().unwrap_or("https"), self.template.cluster_url.port_u16());
        for address in addresses {
            let host = if address.contains(':') { format!("[{address}]") } else { address.clone() };
            let url = format!("{scheme}://{host}:{}", port.unwrap_or(6443));
            let Ok(cluster_url) = url.parse::<http::Uri>() else { continue };
            if self.ring().servers.iter().any(|server| server.address == cluster_url.to_string()) {
                continue;
            }
            let mut config = self.template.clone();
            config.cluster_url = cluster_url;
            if let Ok(server) = Server::new(config) {
                self.ring().servers.push(server);
            }
        }
    }

    /// Sends a request to the server in use and, if that one is silent, to the next ones. A request
    /// that may have been carried out is repeated only if `repeatable`.
    pub(super) async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limit: Duration,
        repeatable: bool,
    ) -> Result<Value, ClusterError> {
        let tries = self.ring().servers.len().clamp(2, 4);
        let mut last = unreachable("no server");
        for attempt in 0..tries {
            if attempt > 0 && self.ring().servers.len() == 1 {
                tokio::time::sleep(PAUSE).await;
            }
            match self.send_once(request.clone(), limit).await {
                Err(ClusterError::Unreachable { reason, maybe_done }) => {
                    last = ClusterError::Unreachable { reason, maybe_done };
                    if maybe_done && !repeatable {
                        return Err(last);
                    }
                }
                answer => return answer,
            }
        }
        self.set_health(Err(last.clone()));
        Err(last)
    }

    /// Sends a request to the server in use, once; a silent one is left for the next.
    pub(super) async fn send_once(
        &self,
        request: http::Request<Vec<u8>>,
        limit: Duration,
    ) -> Result<Value, ClusterError> {
        let server = self.server();
        let what = format!("{} {}", request.method(), request.uri().path());
        let answer = timeout(limit, server.client.request_text(request)).await;
        // Who says that he is busy, or that a hook failed, lives: only silence makes us leave.
        let silent = match &answer {
            Ok(Err(kube::Error::Api(status))) => matches!(status.code, 502..=504),
            Ok(answer) => answer.is_err(),
            Err(_) => true,
        };
        match answer.map_or_else(|_| Err(ClusterError::timed_out(&what)), |answer| Ok(answer?)) {
            Ok(text) => {
                self.set_health(Ok(()));
                serde_json::from_str(&text)
                    .map_err(|error| ClusterError::Unreachable { reason: format!("{what}: {error}"), maybe_done: true })
            }
            Err(error) => {
                if silent && error.is_unreachable() {
                    tracing::debug!(server = server.address, %error, "server left");
                    self.leave(&server.address);
                }
                Err(error)
            }
        }
    }

    /// The client of the server in use, and its address for [`Self::leave`].
    pub(super) fn client(&self) -> (String, Client) {
        let server = self.server();
        (server.address, server.client)
    }

    /// Takes the next server if `address` is still the one in use; its old connections are dropped.
    pub(super) fn leave(&self, address: &str) {
        let mut ring = self.ring();
        let current = ring.current;
        if ring.servers[current].address != address {
            return;
        }
        let mut config = self.template.clone();
        if let Ok(url) = address.parse() {
            config.cluster_url = url;
            if let Ok(fresh) = Server::new(config) {
                ring.servers[current] = fresh;
            }
        }
        ring.left.insert(address.to_owned(), Instant::now());
        let next = ring.next();
        if next != current {
            ring.current = next;
            drop(ring);
            self.moved.send_modify(|count| *count += 1);
        }
    }

    /// Asks the server in use whether it is well, takes another if not, and goes back to the
    /// preferred one as soon as that is well again.
    async fn probe(&self) {
        let count = self.ring().servers.len();
        let mut outcome = Err(unreachable("no server"));
        for _ in 0..count {
            let server = self.server();
            outcome = server.probe().await;
            if outcome.is_ok() {
                break;
            }
            self.leave(&server.address);
        }
        if outcome.is_ok() && self.ring().current != 0 {
            let preferred = self.ring().servers[0].clone();
            if preferred.probe().await.is_ok() {
                self.ring().current = 0;
                self.moved.send_modify(|count| *count += 1);
            }
        }
        self.set_health(outcome);
    }

    fn set_health(&self, health: Result<(), ClusterError>) {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = health;
    }

    fn server(&self) -> Server {
        let ring = self.ring();
        ring.servers[ring.current].clone()
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    fn new(config: Config) -> Result<Self, ClusterError> {
        let address = config.cluster_url.to_string();
        let client = Client::try_from(config).map_err(|error| ClusterError::Access(error.to_string()))?;
        Ok(Self { address, client })
    }

    async fn probe(&self) -> Result<(), ClusterError> {
        let request = http::Request::get("/readyz").body(Vec::new());
        let request = request.map_err(|error| ClusterError::Access(error.to_string()))?;
        match timeout(PROBE_TIMEOUT, self.client.request_text(request)).await {
            // Whoever refuses us by name is alive.
            Ok(answer) => match answer.map_err(ClusterError::from) {
                Err(error) if error.is_unreachable() => Err(error),
                _ => Ok(()),
            },
            Err(_) => Err(ClusterError::timed_out("GET /readyz")),
        }
    }
}

/// Starts the task that probes; it ends with the last handle on `servers`.
pub(super) fn look_after(servers: &Arc<Servers>) {
    let servers = Arc::downgrade(servers);
    tokio::spawn(async move {
        for turn in 0_u32.. {
            let Some(servers) = servers.upgrade() else { break };
            servers.probe().await;
            if turn % LEARN_EVERY == 1 {
                super::nodes::learn_addresses(&servers).await;
            }
            drop(servers);
            tokio::time::sleep(PROBE_EVERY).await;
        }
    });
}

fn unreachable(reason: &str) -> ClusterError {
    ClusterError::Unreachable { reason: reason.to_owned(), maybe_done: false }
}
