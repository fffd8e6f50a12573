//! What every pod of an app keeps to: no root, no rights, no account, few surprises.

use serde_json::{Value, json};

use super::super::manifest::{Probe, Run, Service, seconds};

/// Security of a pod.
pub(super) fn pod_security(run: &Run) -> Value {
    let mut context = json!({
        "runAsNonRoot": run.user != "root",
        "seccompProfile": { "type": "RuntimeDefault" },
        "fsGroupChangePolicy": "OnRootMismatch",
    });
    let user = if run.user == "root" { Some(0) } else { run.user.parse::<u32>().ok() };
    if let Some(user) = user {
        context["runAsUser"] = json!(user);
        context["runAsGroup"] = json!(user);
    }
    context["fsGroup"] = json!(user.filter(|user| *user > 0).unwrap_or(1000));
    context
}

/// Security of a container.
pub(super) fn container_security(run: &Run) -> Value {
    let mut capabilities = json!({ "drop": ["ALL"] });
    if !run.capabilities.is_empty() {
        capabilities["add"] = json!(run.capabilities.iter().map(|one| one.add.clone()).collect::<Vec<_>>());
    }
    json!({
        "allowPrivilegeEscalation": false,
        "readOnlyRootFilesystem": run.read_only_root,
        "capabilities": capabilities,
    })
}

/// Memory and processor.
pub(super) fn resources(memory: &[String; 2], cpu: &[String; 2]) -> Value {
    json!({
        "requests": { "memory": memory[0], "cpu": cpu[0] },
        "limits": { "memory": memory[1], "cpu": cpu[1] },
    })
}

/// Readiness and startup probe of a service.
pub(super) fn probes(service: &Service) -> (Value, Value) {
    let ready = service.probes.ready.clone().unwrap_or_default();
    let look = look(&ready);
    let timeout = ready.timeout.as_deref().and_then(seconds).unwrap_or(5);
    let budget = seconds(&service.probes.startup.budget).unwrap_or(120);
    (with(&look, 10, timeout, 3), with(&look, 2, timeout, budget.div_ceil(2).max(1)))
}

fn look(probe: &Probe) -> Value {
    if let Some(path) = &probe.http {
        json!({ "httpGet": { "path": path, "port": "main" } })
    } else if probe.exec.is_empty() {
        json!({ "tcpSocket": { "port": "main" } })
    } else {
        json!({ "exec": { "command": probe.exec } })
    }
}

/// A probe with its rhythm.
pub(super) fn with(look: &Value, period: u32, timeout: u32, failures: u32) -> Value {
    let mut probe = look.clone();
    probe["periodSeconds"] = json!(period);
    probe["timeoutSeconds"] = json!(timeout);
    probe["failureThreshold"] = json!(failures);
    probe
}

/// How soon a pod moves to another server when its own is silent. One with a volume stays: its
/// data is there.
pub(super) fn tolerations(has_volumes: bool) -> Value {
    if has_volumes {
        return json!([]);
    }
    json!(["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map(|key| json!({
        "key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30,
    })))
}
