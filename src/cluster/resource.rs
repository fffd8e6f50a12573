//! Kinds of objects and selections of them.

use serde_json::Value;

use super::object;

/// A kind of object and where the API serves it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Resource {
    /// `apps`, …; empty for the core group.
    pub group: String,
    /// `v1`, …
    pub version: String,
    /// `Deployment`, …
    pub kind: String,
    /// `deployments`, …
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
}

/// Kinds without a namespace among those we meet.
const CLUSTER_WIDE: &[&str] = &[
    "Namespace",
    "Node",
    "PersistentVolume",
    "StorageClass",
    "IngressClass",
    "PriorityClass",
    "RuntimeClass",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "APIService",
    "CSIDriver",
    "ClusterIssuer",
];

impl Resource {
    /// The kind `kind` of `api_version` (`v1`, `apps/v1`), with the plural after English rules.
    pub fn of(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
            plural: plural(kind),
            namespaced: !CLUSTER_WIDE.contains(&kind),
        }
    }

    /// A kind of our own group.
    pub fn document(kind: &str, plural: &str) -> Self {
        Self {
            group: super::GROUP.to_owned(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
            plural: plural.to_owned(),
            namespaced: true,
        }
    }

    /// The kind that `object` says it is.
    pub fn of_object(value: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        Self::of(text("apiVersion"), text("kind"))
    }

    /// `group/version`, as objects say it.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// The collection's path, in a namespace or (with `None`) across all.
    pub(super) fn path(&self, namespace: Option<&str>) -> String {
        let root = if self.group.is_empty() { "api" } else { "apis" };
        match namespace.filter(|_| self.namespaced) {
            Some(namespace) => format!("/{root}/{}/namespaces/{namespace}/{}", self.api_version(), self.plural),
            None => format!("/{root}/{}/{}", self.api_version(), self.plural),
        }
    }

    /// The path of the collection that `object` belongs to.
    pub(super) fn path_of(&self, value: &Value) -> String {
        self.path(object::namespace(value))
    }
}

fn plural(kind: &str) -> String {
    let lower = kind.to_ascii_lowercase();
    if lower == "endpoints" {
        lower
    } else if lower.ends_with("class") || lower.ends_with("ss") {
        lower + "es"
    } else if let Some(stem) = lower.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else {
        lower + "s"
    }
}

/// Which objects of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Their kind.
    pub resource: Resource,
    /// One namespace, or all.
    pub namespace: Option<String>,
    /// Kubernetes label selector (`key=value,key2`), empty for all.
    pub labels: String,
    /// Kubernetes field selector (`involvedObject.name=x`), empty for all.
    pub fields: String,
}

impl Selection {
    /// All objects of a kind.
    pub fn all(resource: Resource) -> Self {
        Self { resource, namespace: None, labels: String::new(), fields: String::new() }
    }

    /// Only those in a namespace.
    #[must_use]
    pub fn within(mut self, namespace: &str) -> Self {
        self.namespace = Some(namespace.to_owned());
        self
    }

    /// Only those whose labels match.
    #[must_use]
    pub fn labelled(mut self, selector: &str) -> Self {
        selector.clone_into(&mut self.labels);
        self
    }

    /// Only those whose fields match.
    #[must_use]
    pub fn with_fields(mut self, selector: &str) -> Self {
        selector.clone_into(&mut self.fields);
        self
    }

    pub(super) fn path(&self) -> String {
        self.resource.path(self.namespace.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_api() {
        let path = |api: &str, kind: &str, namespace| Resource::of(api, kind).path(namespace);
        assert_eq!(path("v1", "Secret", Some("unidash")), "/api/v1/namespaces/unidash/secrets");
        assert_eq!(path("v1", "Node", Some("unidash")), "/api/v1/nodes");
        assert_eq!(path("networking.k8s.io/v1", "Ingress", None), "/apis/networking.k8s.io/v1/ingresses");
        assert_eq!(
            path("networking.k8s.io/v1", "NetworkPolicy", Some("a")),
            "/apis/networking.k8s.io/v1/namespaces/a/networkpolicies"
        );
        assert_eq!(path("networking.k8s.io/v1", "IngressClass", None), "/apis/networking.k8s.io/v1/ingressclasses");
        assert_eq!(path("discovery.k8s.io/v1", "EndpointSlice", None), "/apis/discovery.k8s.io/v1/endpointslices");
        assert_eq!(
            path("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", None),
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"
        );
        assert_eq!(
            path("gateway.networking.k8s.io/v1", "Gateway", None),
            "/apis/gateway.networking.k8s.io/v1/gateways"
        );
        assert_eq!(
            Resource::document("Person", "people").path(Some("unidash")),
            "/apis/unidash.app/v1/namespaces/unidash/people"
        );
    }
}
