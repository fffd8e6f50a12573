//! How all apps fare just now, read from the cluster at most every two seconds.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::super::render::APP;
use super::Plane;
use crate::cluster::{ClusterError, Resource, Selection, object};

/// For so long an answer is good.
const FRESH: Duration = Duration::from_secs(2);
/// A silent cluster must not hold up a desk.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How one app fares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pulse {
    /// Pods wanted.
    pub(super) desired: u64,
    /// Pods that serve.
    pub(super) ready: u64,
    /// Servers that carry its pods.
    pub(super) servers: Vec<String>,
    /// Images that run, with the identity that the servers report.
    pub(super) images: Vec<String>,
    /// What its namespace says it is, should our document be lost.
    pub(super) space: Option<Value>,
}

impl Pulse {
    pub(super) fn is_ready(&self) -> bool {
        self.desired > 0 && self.ready >= self.desired
    }
}

pub(super) type All = Arc<BTreeMap<String, Pulse>>;

/// When it was asked, and what was known then.
type Asked = (Instant, Option<All>);

/// The last answer, and when it was asked for; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Pulses(Arc<Mutex<Option<Asked>>>);

impl Pulses {
    /// How all apps fare, or as far as was known last; `None` if nothing ever was. A silent cluster
    /// is asked again at the same pace, so that it does not hold up one desk after the other.
    pub(super) async fn all(&self, plane: &dyn Plane) -> Option<All> {
        let mut last = self.0.lock().await;
        if let Some((at, all)) = &*last
            && at.elapsed() < FRESH
        {
            return all.clone();
        }
        let known = last.take().and_then(|(_, all)| all);
        let all = match timeout(PATIENCE, read(plane)).await {
            Ok(Ok(all)) => Some(Arc::new(all)),
            Ok(Err(error)) => {
                tracing::debug!(error = %error, "apps' state not read");
                known
            }
            Err(_) => known,
        };
        *last = Some((Instant::now(), all.clone()));
        all
    }
}

async fn read(plane: &dyn Plane) -> Result<BTreeMap<String, Pulse>, ClusterError> {
    let select = |api: &str, kind: &str| Selection::all(Resource::of(api, kind)).labelled(APP);
    let mut all: BTreeMap<String, Pulse> = BTreeMap::new();
    for space in plane.list(&select("v1", "Namespace")).await? {
        if let Some(app) = object::label(&space, APP).map(str::to_owned) {
            all.entry(app).or_default().space = Some(space);
        }
    }
    for kind in ["Deployment", "StatefulSet"] {
        for workload in plane.list(&select("apps/v1", kind)).await? {
            let Some(pulse) = entry(&mut all, &workload) else { continue };
            let number = |pointer: &str| workload.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
            let desired = number("/spec/replicas").max(1);
            pulse.desired += desired;
            pulse.ready += number("/status/readyReplicas").min(desired);
        }
    }
    for pod in plane.list(&select("v1", "Pod")).await? {
        let Some(pulse) = entry(&mut all, &pod) else { continue };
        let gone = pod["metadata"]["deletionTimestamp"].is_string();
        if let Some(server) = pod["spec"]["nodeName"]
            .as_str()
            .filter(|server| !gone && !pulse.servers.iter().any(|known| known == server))
        {
            pulse.servers.push(server.to_owned());
        }
        for container in pod["status"]["containerStatuses"].as_array().into_iter().flatten() {
            let (image, id) = (container["image"].as_str(), container["imageID"].as_str());
            let text = [image, id.filter(|id| !id.is_empty())].into_iter().flatten().collect::<Vec<_>>().join(" ");
            if !text.is_empty() && !pulse.images.contains(&text) {
                pulse.images.push(text);
            }
        }
    }
    for pulse in all.values_mut() {
        pulse.servers.sort();
        pulse.images.sort();
    }
    Ok(all)
}

/// The entry of the app that an object in one of its namespaces belongs to: somebody else's label
/// elsewhere does not count.
fn entry<'a>(all: &'a mut BTreeMap<String, Pulse>, found: &Value) -> Option<&'a mut Pulse> {
    let app = object::label(found, APP)?;
    let own = object::namespace(found) == Some(super::super::render::namespace(app).as_str());
    own.then(|| all.entry(app.to_owned()).or_default())
}
