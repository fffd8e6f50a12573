//! How the programs of one app fare, from the kinds that we make: a core may read no others.

use serde_json::Value;

use super::super::render::APP;
use super::Plane;
use crate::cluster::{ClusterError, Resource, Selection, Workload, WorkloadStatus, object};

/// Reasons that every start goes through.
const USUAL: &[&str] = &["", "ContainerCreating", "PodInitializing"];

/// The Deployments and `StatefulSets` of a namespace, what keeps them from running, and the images
/// that run.
pub(super) async fn status(plane: &dyn Plane, namespace: &str) -> Result<WorkloadStatus, ClusterError> {
    let select = |api: &str, kind: &str| Selection::all(Resource::of(api, kind)).within(namespace).labelled(APP);
    let mut status = WorkloadStatus::default();
    for kind in ["Deployment", "StatefulSet"] {
        let found = plane.list(&select("apps/v1", kind)).await?;
        status.workloads.extend(found.iter().map(|value| workload(kind, value)));
    }
    let pods = plane.list(&select("v1", "Pod")).await?;
    status.images = images(&pods);
    if !status.is_ready() {
        status.warning = pods.iter().find_map(trouble);
    }
    Ok(status)
}

fn workload(kind: &str, value: &Value) -> Workload {
    let number = |pointer: &str| value.pointer(pointer).and_then(Value::as_u64);
    let counted = |name: &str| number(&format!("/status/{name}")).unwrap_or(0);
    Workload {
        kind: kind.to_owned(),
        name: object::name(value).to_owned(),
        desired: number("/spec/replicas").unwrap_or(1),
        ready: counted("readyReplicas").min(counted("updatedReplicas")),
        observed: number("/status/observedGeneration") >= number("/metadata/generation"),
    }
}

/// Why a pod does not run, in Kubernetes' own words; what goes away by waiting a little does not count.
fn trouble(pod: &Value) -> Option<String> {
    let said =
        |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |pointer: &str| pod.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
    let waiting = list("/status/containerStatuses").iter().find_map(|container| {
        let reason = said(container, "/state/waiting/reason");
        let message = said(container, "/state/waiting/message");
        (!USUAL.contains(&reason.as_str())).then(|| format!("{reason} {message}").trim().to_owned())
    });
    waiting.or_else(|| {
        let unscheduled =
            |condition: &&Value| said(condition, "/type") == "PodScheduled" && said(condition, "/status") == "False";
        list("/status/conditions").iter().find(unscheduled).map(|condition| said(condition, "/message"))
    })
}

fn images(pods: &[Value]) -> Vec<(String, String)> {
    let containers = pods.iter().filter_map(|pod| pod.pointer("/status/containerStatuses")?.as_array()).flatten();
    let mut images: Vec<(String, String)> = containers
        .filter_map(|container| {
            Some((container["image"].as_str()?.to_owned(), container["imageID"].as_str()?.to_owned()))
        })
        .filter(|(_, id)| !id.is_empty())
        .collect();
    images.sort();
    images.dedup();
    images
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_usual_start_is_no_trouble_and_a_missing_image_is() {
        let pod = |reason: &str| json!({ "status": { "containerStatuses": [{ "state": { "waiting": { "reason": reason, "message": "no such image" } } }] } });
        assert_eq!(trouble(&pod("ContainerCreating")), None);
        assert_eq!(trouble(&pod("ErrImagePull")).as_deref(), Some("ErrImagePull no such image"));
        let nowhere = json!({ "status": { "conditions": [{ "type": "PodScheduled", "status": "False", "message": "no room" }] } });
        assert_eq!(trouble(&nowhere).as_deref(), Some("no room"));
    }
}
