//! The cluster's Ingresses → routes. A pure function: the same reading gives the same routes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};

use serde::de::DeserializeOwned;

use super::plan::{Destination, Embed, Fact, Mode, RoutePlan};
use crate::api::types::Text;
use crate::cluster::{Backend, Ingress, IngressPath, PortName, RouteSource, Service, ServicePort, Slice};
use crate::web::Site;

/// A group that nobody is in: administrators pass every rule, the others do not.
const ADMINISTRATORS_ONLY: &str = "unidash-administrators-only";
/// Every app has a namespace of this form; a label elsewhere proves nothing.
const APP_NAMESPACE: &str = "app-";
const RESERVED: [&str; 2] = ["desk", "id"];

/// What a reading of the cluster comes to.
#[derive(Default)]
pub struct Reading {
    /// The routes.
    pub plans: Vec<RoutePlan>,
    /// What is not as it should be: to be told once, not with every change in the cluster.
    pub complaints: BTreeSet<Complaint>,
}

/// Something that is not served as its author meant it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// Constant words for the log.
    pub what: &'static str,
    /// Namespace and name of the Ingress or Service.
    pub about: String,
    /// Which host or annotation, and why.
    pub detail: String,
}

impl Reading {
    fn complain(&mut self, what: &'static str, (namespace, name): (&str, &str), detail: impl Into<String>) {
        self.complaints.insert(Complaint { what, about: format!("{namespace}/{name}"), detail: detail.into() });
    }
}

/// Routes of all Ingresses on hosts directly below D.
pub fn read(source: &RouteSource, site: &Site, own: &[IpAddr]) -> Reading {
    let mut ingresses: Vec<&Ingress> = source.ingresses.values().collect();
    ingresses.sort_by(|a, b| (&a.created, &a.uid).cmp(&(&b.created, &b.uid)));
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut reading = Reading::default();
    for ingress in ingresses {
        let place = (ingress.namespace.as_str(), ingress.name.as_str());
        let manner = Manner::of(ingress, &mut reading);
        for rule in &ingress.rules {
            let host = rule.host.to_ascii_lowercase();
            if !is_free(&host, site) {
                reading.complain("host not served", place, host);
                continue;
            }
            let owner = owners.entry(host.clone()).or_insert(&ingress.namespace);
            if *owner != ingress.namespace {
                reading.complain("host belongs to an older Ingress", place, host);
                continue;
            }
            for path in &rule.paths {
                let to = destination(source, ingress, &path.backend, own, &mut reading);
                reading.plans.push(manner.plan(&host, path, to));
            }
        }
    }
    reading
}

fn is_free(host: &str, site: &Site) -> bool {
    site.label(host).is_some_and(|label| !label.is_empty() && label != "*" && !RESERVED.contains(&label))
}

/// What an Ingress says about people, in its label and annotations.
struct Manner {
    app: Option<String>,
    title: Option<Text>,
    groups: Vec<String>,
    mode: Mode,
    headers: Vec<(String, Fact)>,
    bypass: Vec<String>,
    embed: Embed,
}

impl Manner {
    fn of(ingress: &Ingress, reading: &mut Reading) -> Self {
        let said = |name: &str| ingress.annotations.get(&format!("unidash.app/{name}"));
        let app = ingress.labels.get("unidash.app/app").filter(|_| ingress.namespace.starts_with(APP_NAMESPACE));
        let mut groups: Vec<String> = said("groups")
            .map(|list| {
                list.split(',').map(|group| group.trim().to_owned()).filter(|group| !group.is_empty()).collect()
            })
            .unwrap_or_default();
        if app.is_none() && groups.is_empty() {
            groups.push(ADMINISTRATORS_ONLY.to_owned());
        }
        Self {
            app: app.cloned(),
            title: said("title").and_then(|text| json(text, "title", ingress, reading)),
            groups,
            mode: said("mode")
                .and_then(|mode| json(&serde_json::Value::from(mode.as_str()).to_string(), "mode", ingress, reading))
                .unwrap_or(Mode::None),
            headers: said("headers")
                .and_then(|text| json::<BTreeMap<String, Fact>>(text, "headers", ingress, reading))
                .map(|all| all.into_iter().collect())
                .unwrap_or_default(),
            bypass: said("bypass").and_then(|text| json(text, "bypass", ingress, reading)).unwrap_or_default(),
            embed: said("embed").and_then(|text| json(text, "embed", ingress, reading)).unwrap_or_default(),
        }
    }

    fn plan(&self, host: &str, path: &IngressPath, to: Destination) -> RoutePlan {
        RoutePlan {
            host: host.to_owned(),
            path: if path.path.is_empty() { "/".to_owned() } else { path.path.clone() },
            exact: path.exact,
            app: self.app.clone(),
            title: self.title.clone(),
            groups: self.groups.clone(),
            mode: self.mode,
            headers: self.headers.clone(),
            bypass: self.bypass.clone(),
            embed: self.embed,
            to,
        }
    }
}

fn json<T: DeserializeOwned>(text: &str, name: &str, ingress: &Ingress, reading: &mut Reading) -> Option<T> {
    serde_json::from_str(text)
        .inspect_err(|error| {
            let place = (ingress.namespace.as_str(), ingress.name.as_str());
            reading.complain("annotation not understood", place, format!("unidash.app/{name}: {error}"));
        })
        .ok()
}

/// Pods that are ready, or at least still answering; the Service's own address last.
fn destination(
    source: &RouteSource,
    ingress: &Ingress,
    backend: &Backend,
    own: &[IpAddr],
    reading: &mut Reading,
) -> Destination {
    let place = (ingress.namespace.clone(), backend.service.clone());
    let Some(service) = source.services.get(&place) else { return Destination::default() };
    let Some(port) = port_of(service, &backend.port) else { return Destination::default() };
    if service.kind == "ExternalName" {
        let place = (service.namespace.as_str(), service.name.as_str());
        reading.complain("a Service of type ExternalName is not served", place, "");
        return Destination::default();
    }
    let slices: Vec<&Slice> = source
        .slices
        .values()
        .filter(|slice| slice.namespace == ingress.namespace && slice.service == service.name)
        .collect();
    let mut ready = addresses(&slices, port, own, |endpoint| endpoint.ready);
    if ready.is_empty() {
        ready = addresses(&slices, port, own, |endpoint| endpoint.serving);
    }
    let last = service
        .cluster_ips
        .iter()
        .filter_map(|address| address.parse().ok())
        .find(|address| is_allowed(*address, own))
        .map(|address| SocketAddr::new(address, port.port));
    // Without any pod the Service's address would only time out.
    Destination { last: last.filter(|_| !ready.is_empty()), ready, router: None }
}

fn addresses(
    slices: &[&Slice],
    port: &ServicePort,
    own: &[IpAddr],
    wanted: impl Fn(&crate::cluster::Endpoint) -> bool,
) -> Vec<SocketAddr> {
    let mut found: Vec<SocketAddr> = slices
        .iter()
        .filter_map(|slice| Some((slice, slice.ports.iter().find(|known| known.name == port.name)?.port)))
        .filter(|(_, number)| *number != 0)
        .flat_map(|(slice, number)| slice.endpoints.iter().map(move |endpoint| (endpoint, number)))
        .filter(|(endpoint, _)| wanted(endpoint))
        .filter_map(|(endpoint, number)| Some(SocketAddr::new(endpoint.addresses.first()?.parse().ok()?, number)))
        .filter(|address| is_allowed(address.ip(), own))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn port_of<'s>(service: &'s Service, wanted: &PortName) -> Option<&'s ServicePort> {
    service.ports.iter().filter(|port| port.protocol.is_empty() || port.protocol == "TCP").find(|port| match wanted {
        PortName::Number(number) => port.port == *number,
        PortName::Name(name) => port.name == *name,
    })
}

/// A route may not lead back to a server itself: its sockets trust the addresses they see.
fn is_allowed(address: IpAddr, own: &[IpAddr]) -> bool {
    let address = address.to_canonical();
    let local = match address {
        IpAddr::V4(four) => four.is_link_local() || four.is_broadcast(),
        IpAddr::V6(six) => six.is_unicast_link_local(),
    };
    !local && !address.is_loopback() && !address.is_unspecified() && !address.is_multicast() && !own.contains(&address)
}

#[cfg(test)]
mod tests;
