//! Reading Ingresses, Services and their slices.

use serde_json::Value;

use super::{
    Backend, Endpoint, Ingress, IngressPath, IngressRule, Place, PortName, Service, ServicePort, Slice, SlicePort,
};
use crate::cluster::INGRESS_CLASS;
use crate::cluster::object::{self, list_at, text_at};

impl Ingress {
    /// Reads an Ingress; `None` if it is of another class.
    pub fn of_object(value: &Value) -> Option<Self> {
        let annotations = object::annotations(value);
        let class = match text_at(value, "/spec/ingressClassName") {
            "" => annotations.get("kubernetes.io/ingress.class").map_or("", String::as_str),
            class => class,
        };
        if class != INGRESS_CLASS {
            return None;
        }
        let (namespace, name) = place(value);
        Some(Self {
            namespace,
            name,
            uid: object::uid(value).to_owned(),
            created: object::created(value).to_owned(),
            labels: object::labels(value),
            rules: list_at(value, "/spec/rules").iter().map(rule).collect(),
            default_backend: value.pointer("/spec/defaultBackend").and_then(backend),
            annotations,
        })
    }
}

impl Service {
    /// Reads a Service.
    pub fn of_object(value: &Value) -> Option<Self> {
        let (namespace, name) = place(value);
        let ips = list_at(value, "/spec/clusterIPs").iter().filter_map(Value::as_str);
        Some(Self {
            namespace,
            name,
            kind: text_at(value, "/spec/type").to_owned(),
            cluster_ips: ips.filter(|ip| !ip.is_empty() && *ip != "None").map(str::to_owned).collect(),
            ports: list_at(value, "/spec/ports")
                .iter()
                .map(|entry| ServicePort {
                    name: text_at(entry, "/name").to_owned(),
                    port: port(entry.get("port")),
                    protocol: text_at(entry, "/protocol").to_owned(),
                    app_protocol: text_at(entry, "/appProtocol").to_owned(),
                })
                .collect(),
            annotations: object::annotations(value),
        })
    }
}

impl Slice {
    /// Reads an EndpointSlice; `None` if it belongs to no Service or holds no addresses of pods.
    pub fn of_object(value: &Value) -> Option<Self> {
        let service = object::label(value, "kubernetes.io/service-name")?.to_owned();
        if text_at(value, "/addressType") == "FQDN" {
            return None;
        }
        let (namespace, name) = place(value);
        let ports = list_at(value, "/ports").iter();
        Some(Self {
            namespace,
            name,
            service,
            ports: ports
                .map(|entry| SlicePort { name: text_at(entry, "/name").to_owned(), port: port(entry.get("port")) })
                .collect(),
            endpoints: list_at(value, "/endpoints").iter().map(endpoint).collect(),
        })
    }
}

fn endpoint(value: &Value) -> Endpoint {
    let condition = |name: &str| value.pointer(&format!("/conditions/{name}")).and_then(Value::as_bool);
    let ready = condition("ready").unwrap_or(true);
    Endpoint {
        addresses: list_at(value, "/addresses").iter().filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        ready,
        serving: condition("serving").unwrap_or(ready),
        terminating: condition("terminating").unwrap_or(false),
        node: text_at(value, "/nodeName").to_owned(),
    }
}

fn rule(value: &Value) -> IngressRule {
    let path = |entry: &Value| {
        Some(IngressPath {
            path: match text_at(entry, "/path") {
                "" => "/".to_owned(),
                path => path.to_owned(),
            },
            exact: text_at(entry, "/pathType") == "Exact",
            backend: backend(entry.get("backend")?)?,
        })
    };
    IngressRule {
        host: text_at(value, "/host").to_ascii_lowercase(),
        paths: list_at(value, "/http/paths").iter().filter_map(path).collect(),
    }
}

fn backend(value: &Value) -> Option<Backend> {
    let service = value.get("service")?;
    let port = match service.pointer("/port/name").and_then(Value::as_str) {
        Some(name) => PortName::Name(name.to_owned()),
        None => PortName::Number(port(service.pointer("/port/number"))),
    };
    Some(Backend { service: text_at(service, "/name").to_owned(), port })
}

fn port(value: Option<&Value>) -> u16 {
    value.and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok()).unwrap_or(0)
}

/// Namespace and name of an object.
pub(super) fn place(value: &Value) -> Place {
    (object::namespace(value).unwrap_or_default().to_owned(), object::name(value).to_owned())
}
