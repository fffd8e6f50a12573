//! How the workloads of an app are doing.

use serde_json::Value;

use super::object::{self, list_at, text_at};
use super::{Cluster, ClusterError, Resource, Selection};

/// A `Deployment`, `StatefulSet` or `DaemonSet`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// `Deployment`, `StatefulSet`, `DaemonSet`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Pods wanted.
    pub desired: u64,
    /// Pods that serve, of the newest revision.
    pub ready: u64,
    /// Whether the controller has seen the newest wish.
    pub observed: bool,
}

/// What goes on in a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkloadStatus {
    /// Its workloads, by kind and name.
    pub workloads: Vec<Workload>,
    /// The last warning that is still about something wrong, in Kubernetes' own words.
    pub warning: Option<String>,
    /// `name:tag` and the image id that the nodes report, per container, without repeats.
    pub images: Vec<(String, String)>,
}

impl WorkloadStatus {
    /// Whether every workload has what it wants.
    pub fn is_ready(&self) -> bool {
        self.workloads.iter().all(|workload| workload.observed && workload.ready >= workload.desired)
    }

    /// Pods that serve and pods wanted, over all workloads.
    pub fn pods(&self) -> (u64, u64) {
        let sum = |of: fn(&Workload) -> u64| self.workloads.iter().map(of).sum();
        (sum(|workload| workload.ready.min(workload.desired)), sum(|workload| workload.desired))
    }
}

impl Cluster {
    /// How the workloads of a namespace that match a label selector (empty for all) are doing.
    pub async fn workload_status(&self, namespace: &str, labels: &str) -> Result<WorkloadStatus, ClusterError> {
        let within = |api: &str, kind: &str| Selection::all(Resource::of(api, kind)).within(namespace);
        let labelled = |api: &str, kind: &str| within(api, kind).labelled(labels);
        let mut workloads = Vec::new();
        for kind in ["Deployment", "StatefulSet", "DaemonSet"] {
            let found = self.list(&labelled("apps/v1", kind)).await?;
            workloads.extend(found.iter().map(|value| workload(kind, value)));
        }
        let pods = self.list(&labelled("v1", "Pod")).await?;
        let mut status = WorkloadStatus { workloads, warning: None, images: images(&pods) };
        if !status.is_ready() {
            let events = self.list(&within("v1", "Event").with_fields("type=Warning")).await?;
            status.warning = trouble(&pods).or_else(|| newest(&events));
        }
        Ok(status)
    }
}

fn workload(kind: &str, value: &Value) -> Workload {
    let number = |pointer: &str| value.pointer(pointer).and_then(Value::as_u64);
    let status = |name: &str| number(&format!("/status/{name}")).unwrap_or(0);
    let (desired, ready) = if kind == "DaemonSet" {
        (status("desiredNumberScheduled"), status("numberReady").min(status("updatedNumberScheduled")))
    } else {
        (number("/spec/replicas").unwrap_or(1), status("readyReplicas").min(status("updatedReplicas")))
    };
    Workload {
        kind: kind.to_owned(),
        name: object::name(value).to_owned(),
        desired,
        ready,
        observed: number("/status/observedGeneration") >= number("/metadata/generation"),
    }
}

/// What a container says about why it does not run.
fn trouble(pods: &[Value]) -> Option<String> {
    let containers =
        |pod| list_at(pod, "/status/initContainerStatuses").iter().chain(list_at(pod, "/status/containerStatuses"));
    let waiting = pods.iter().flat_map(containers).find_map(|container| {
        let reason = text_at(container, "/state/waiting/reason");
        let message = text_at(container, "/state/waiting/message");
        (!matches!(reason, "" | "ContainerCreating" | "PodInitializing"))
            .then(|| format!("{}: {reason} {message}", text_at(container, "/name")).trim_end().to_owned())
    });
    waiting.or_else(|| {
        pods.iter().flat_map(|pod| list_at(pod, "/status/conditions")).find_map(|condition| {
            let unscheduled = text_at(condition, "/type") == "PodScheduled" && text_at(condition, "/status") == "False";
            unscheduled.then(|| text_at(condition, "/message").to_owned())
        })
    })
}

fn newest(events: &[Value]) -> Option<String> {
    let moment = |event: &Value| {
        ["/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp"]
            .into_iter()
            .map(|pointer| text_at(event, pointer).to_owned())
            .find(|text| !text.is_empty())
    };
    let event = events.iter().max_by_key(|event| moment(event))?;
    Some(format!("{}: {}", text_at(event, "/reason"), text_at(event, "/message")))
}

fn images(pods: &[Value]) -> Vec<(String, String)> {
    let mut images: Vec<_> = pods
        .iter()
        .flat_map(|pod| list_at(pod, "/status/containerStatuses"))
        .map(|container| (text_at(container, "/image").to_owned(), text_at(container, "/imageID").to_owned()))
        .filter(|(image, id)| !image.is_empty() && !id.is_empty())
        .collect();
    images.sort();
    images.dedup();
    images
}
