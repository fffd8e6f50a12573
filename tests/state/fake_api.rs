//! A Kubernetes API server in memory: enough of it for documents, with faults on demand.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use http::{Method, StatusCode};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio::task::{JoinHandle, JoinSet};
use unidash::cluster::{Cluster, Credential, KubeAccess};

/// What the next writes meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// No answer, and nothing is done.
    Hang,
    /// It is done, but no answer comes.
    HangAfter,
    /// `500`, and nothing is done.
    Refuse,
    /// Everything, reads and watches included, hangs.
    Dead,
}

#[derive(Default)]
struct World {
    version: u64,
    objects: BTreeMap<String, Value>,
    /// Events since the beginning: version, path, type, object.
    events: Vec<(u64, String, &'static str, Value)>,
    fault: Fault,
    /// How many requests the fault still meets.
    left: u32,
    /// Watches from before this version are told that it is gone.
    compacted: u64,
    lists: u32,
    misses: u32,
}

/// The fake; several servers may show the same world.
#[derive(Clone)]
pub struct FakeApi {
    world: Arc<Mutex<World>>,
    news: broadcast::Sender<()>,
    cut: broadcast::Sender<()>,
}

/// One server in front of it.
pub struct FakeServer {
    pub address: SocketAddr,
    frozen: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl FakeServer {
    /// Ends the server and its connections: new ones are refused.
    pub async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    /// As if the machine had lost its power: connections stay and nothing comes any more.
    pub fn freeze(&self) {
        self.frozen.store(true, Ordering::SeqCst);
    }

    pub fn thaw(&self) {
        self.frozen.store(false, Ordering::SeqCst);
    }
}

impl FakeApi {
    pub fn new() -> Self {
        Self { world: Arc::default(), news: broadcast::Sender::new(4096), cut: broadcast::Sender::new(16) }
    }

    pub async fn server(&self) -> FakeServer {
        self.server_at("127.0.0.1:0".parse().unwrap()).await
    }

    pub async fn server_at(&self, address: SocketAddr) -> FakeServer {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let frozen = Arc::new(AtomicBool::new(false));
        let router = Router::new().fallback(handle).with_state((self.clone(), frozen.clone()));
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(router.clone());
                connections.spawn(async move {
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        FakeServer { address, frozen, task }
    }

    /// The next `count` writes meet the fault.
    pub fn fault(&self, fault: Fault, count: u32) {
        let mut world = self.world.lock().unwrap();
        (world.fault, world.left) = (fault, count);
    }

    /// Ends all watches.
    pub fn cut_watches(&self) {
        let _ = self.cut.send(());
    }

    /// Forgets events: a watch from an older version is told `410`.
    pub fn compact(&self) {
        let mut world = self.world.lock().unwrap();
        world.compacted = world.version;
    }

    /// As after a restore from an old snapshot: other objects, a lower version.
    pub fn restore(&self, version: u64, keep: impl Fn(&str) -> bool) {
        let mut world = self.world.lock().unwrap();
        world.version = version;
        world.objects.retain(|path, _| keep(path));
        world
            .objects
            .values_mut()
            .for_each(|object| object["metadata"]["resourceVersion"] = version.to_string().into());
        world.events.clear();
        world.compacted = 0;
    }

    /// Full lists that were asked for.
    pub fn lists(&self) -> u32 {
        self.world.lock().unwrap().lists
    }

    /// Reads of names that nobody has.
    pub fn misses(&self) -> u32 {
        self.world.lock().unwrap().misses
    }

    pub fn object(&self, path: &str) -> Option<Value> {
        self.world.lock().unwrap().objects.get(path).cloned()
    }

    /// Somebody else writes an object.
    pub fn put(&self, path: &str, mut object: Value) {
        let mut world = self.world.lock().unwrap();
        world.version += 1;
        let kind = if world.objects.contains_key(path) { "MODIFIED" } else { "ADDED" };
        let uid = world
            .objects
            .get(path)
            .map_or_else(|| format!("uid-{}", world.version).into(), |old| old["metadata"]["uid"].clone());
        object["metadata"]["uid"] = uid;
        world.keep(path, kind, object);
        drop(world);
        let _ = self.news.send(());
    }
}

impl World {
    fn keep(&mut self, path: &str, kind: &'static str, mut object: Value) -> Value {
        object["metadata"]["resourceVersion"] = self.version.to_string().into();
        self.objects.insert(path.to_owned(), object.clone());
        self.events.push((self.version, path.to_owned(), kind, object.clone()));
        object
    }

    fn write(&mut self, method: &Method, path: &str, body: &Value) -> Response {
        if method == Method::DELETE {
            return self.delete(path, body);
        }
        let name = body["metadata"]["name"].as_str().unwrap_or_default();
        let path = if method == Method::POST { format!("{path}/{name}") } else { path.to_owned() };
        let old = self.objects.get(&path).cloned();
        match (method, &old) {
            (&Method::POST, Some(_)) => return status(409, "AlreadyExists"),
            (&Method::PUT, None) => return status(404, "NotFound"),
            (&Method::PUT, Some(old)) => {
                let wanted = &body["metadata"]["resourceVersion"];
                if !wanted.is_null() && *wanted != old["metadata"]["resourceVersion"] {
                    return status(409, "Conflict");
                }
            }
            _ => {}
        }
        self.version += 1;
        let mut object = body.clone();
        object["metadata"]["uid"] =
            old.as_ref().map_or_else(|| format!("uid-{}", self.version).into(), |old| old["metadata"]["uid"].clone());
        let object = self.keep(&path, if old.is_some() { "MODIFIED" } else { "ADDED" }, object);
        Json(object).into_response()
    }

    fn delete(&mut self, path: &str, body: &Value) -> Response {
        let Some(mut object) = self.objects.get(path).cloned() else { return status(404, "NotFound") };
        let wanted = &body["preconditions"];
        for (key, field) in [("resourceVersion", "resourceVersion"), ("uid", "uid")] {
            if !wanted[key].is_null() && wanted[key] != object["metadata"][field] {
                return status(409, "Conflict");
            }
        }
        self.objects.remove(path);
        self.version += 1;
        object["metadata"]["resourceVersion"] = self.version.to_string().into();
        let uid = object["metadata"]["uid"].clone();
        self.events.push((self.version, path.to_owned(), "DELETED", object));
        Json(json!({"kind": "Status", "status": "Success", "details": {"uid": uid}})).into_response()
    }
}

/// A connection to the servers, the first one preferred.
pub async fn connect(servers: &[&FakeServer]) -> Cluster {
    let servers = servers.iter().map(|server| format!("http://{}", server.address)).collect();
    let access = KubeAccess::Servers { servers, authority: None, credential: Credential::None };
    let _ = rustls::crypto::ring::default_provider().install_default();
    Cluster::connect(access).await.unwrap()
}

type Handed = (FakeApi, Arc<AtomicBool>);

async fn handle(
    State((api, frozen)): State<Handed>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    if frozen.load(Ordering::SeqCst) {
        return std::future::pending().await;
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let write = parts.method != Method::GET;
    let fault = {
        let mut world = api.world.lock().unwrap();
        let met = world.left > 0 && (write || world.fault == Fault::Dead);
        if met {
            world.left -= 1;
            world.fault
        } else {
            Fault::None
        }
    };
    match fault {
        Fault::Hang | Fault::Dead => std::future::pending().await,
        Fault::Refuse => return status(500, "InternalError"),
        Fault::None | Fault::HangAfter => {}
    }
    if path == "/readyz" {
        return "ok".into_response();
    }
    if write {
        let body = axum::body::to_bytes(body, 2 << 20).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let answer = api.world.lock().unwrap().write(&parts.method, &path, &body);
        let _ = api.news.send(());
        if fault == Fault::HangAfter {
            std::future::pending::<()>().await;
        }
        return answer;
    }
    if query.contains_key("watch") {
        return watch(&api, frozen, path, query);
    }
    let mut world = api.world.lock().unwrap();
    if let Some(object) = world.objects.get(&path) {
        return Json(object.clone()).into_response();
    }
    // A collection ends with a plural that no object has as its last but one part.
    if is_item(&path) {
        world.misses += 1;
        return status(404, "NotFound");
    }
    if query.get("limit").map(String::as_str) != Some("1") {
        world.lists += 1;
    }
    let selector = query.get("labelSelector").cloned().unwrap_or_default();
    let items: Vec<_> = world
        .objects
        .iter()
        .filter(|(at, object)| belongs(at, &path) && fits(object, &selector))
        .map(|(_, object)| object.clone())
        .collect();
    Json(json!({"kind": "List", "metadata": {"resourceVersion": world.version.to_string()}, "items": items}))
        .into_response()
}

fn watch(api: &FakeApi, frozen: Arc<AtomicBool>, path: String, query: HashMap<String, String>) -> Response {
    let from: u64 = query.get("resourceVersion").and_then(|version| version.parse().ok()).unwrap_or(0);
    let selector = query.get("labelSelector").cloned().unwrap_or_default();
    if from < api.world.lock().unwrap().compacted {
        return status(410, "Expired");
    }
    let state = (api.clone(), api.news.subscribe(), api.cut.subscribe(), from);
    let stream = futures_util::stream::unfold(state, move |(api, mut news, mut cut, from)| {
        let (path, selector, frozen) = (path.clone(), selector.clone(), frozen.clone());
        async move {
            loop {
                if frozen.load(Ordering::SeqCst) {
                    std::future::pending::<()>().await;
                }
                let (lines, reached) = {
                    let world = api.world.lock().unwrap();
                    let new = world.events.iter().filter(|(version, at, _, object)| {
                        *version > from && belongs(at, &path) && fits(object, &selector)
                    });
                    let lines: String = new
                        .map(|(_, _, kind, object)| format!("{}\n", json!({"type": kind, "object": object})))
                        .collect();
                    (lines, world.version.max(from))
                };
                if !lines.is_empty() {
                    return Some((Ok::<_, std::io::Error>(lines), (api, news, cut, reached)));
                }
                tokio::select! {
                    _ = news.recv() => {}
                    _ = cut.recv() => return None,
                }
            }
        }
    });
    Body::from_stream(stream).into_response()
}

/// Whether the object at `at` is in the collection `path`, which may span all namespaces.
fn belongs(at: &str, path: &str) -> bool {
    let Some((collection, _)) = at.rsplit_once('/') else { return false };
    collection == path
        || collection.rsplit_once('/').is_some_and(|(head, plural)| {
            head.split_once("/namespaces/").is_some_and(|(root, _)| format!("{root}/{plural}") == path)
        })
}

fn is_item(path: &str) -> bool {
    let parts: Vec<_> = path.trim_start_matches('/').split('/').collect();
    let base = if parts[0] == "api" { 2 } else { 3 };
    let rest = &parts[base.min(parts.len())..];
    if rest.first() == Some(&"namespaces") && rest.len() > 2 { rest.len() == 4 } else { rest.len() == 2 }
}

fn fits(object: &Value, selector: &str) -> bool {
    selector.split(',').filter(|part| !part.is_empty()).all(|part| match part.split_once('=') {
        Some((key, value)) => object["metadata"]["labels"][key] == value,
        None => !object["metadata"]["labels"][part].is_null(),
    })
}

fn status(code: u16, reason: &str) -> Response {
    let body = json!({"kind": "Status", "status": "Failure", "reason": reason, "message": reason, "code": code});
    (StatusCode::from_u16(code).unwrap(), Json(body)).into_response()
}

/// Long enough for anything that should happen at all.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `holds`.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let end = tokio::time::Instant::now() + PATIENCE;
    while !holds().await {
        assert!(tokio::time::Instant::now() < end, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
