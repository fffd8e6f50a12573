//! From a manifest to Kubernetes objects: a pure function, no clock, no network, no chance.

mod database;
mod ingress;
mod network;
mod object;
mod pod;
mod values;
mod workload;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::facts::Facts;
use super::manifest::{Engine, Manifest, Mode};
use super::refusal::Refusal;
use super::secrets::Settled;
pub use object::{APP, COMPONENT, REVISION};
use values::Values;

/// What is shown instead of a secret.
pub const HIDDEN: &str = "•••";
/// Where `${ca.file}` lies in a container.
pub const CA_FILE: &str = "/etc/unidash-ca/ca.pem";

/// An installation, as ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Name of the installed app: its host label.
    pub name: String,
    /// Answers, complete.
    pub answers: BTreeMap<String, String>,
    /// Groups that may open it, instead of the manifest's; none = as the manifest says.
    pub groups: Option<Vec<String>>,
    /// Number of what is applied, from 1 on.
    pub revision: u32,
}

/// The client that the provider registered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Identifier.
    pub id: String,
    /// Secret.
    pub secret: String,
}

/// Everything an app is made of, in the order in which it is applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// Namespace, network policies, secrets, configuration, volumes.
    pub foundation: Vec<Value>,
    /// Databases.
    pub databases: Vec<Value>,
    /// Programs.
    pub programs: Vec<Value>,
    /// Addresses.
    pub addresses: Vec<Value>,
}

impl Rendered {
    /// All objects in order.
    pub fn all(&self) -> impl Iterator<Item = &Value> {
        self.foundation.iter().chain(&self.databases).chain(&self.programs).chain(&self.addresses)
    }

    /// All objects, secrets blanked out.
    pub fn shown(&self) -> Vec<Value> {
        self.all().cloned().map(blanked).collect()
    }

    /// Images that it runs, each once.
    pub fn images(&self) -> Vec<String> {
        let mut images: Vec<String> = self
            .all()
            .filter_map(|object| object.pointer("/spec/template/spec/containers/0/image")?.as_str())
            .map(str::to_owned)
            .collect();
        images.sort();
        images.dedup();
        images
    }
}

fn blanked(mut object: Value) -> Value {
    if object["kind"] == "Secret" {
        for value in object["stringData"].as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
            *value = json!(HIDDEN);
        }
    }
    object
}

/// Namespace of an installed app.
pub fn namespace(name: &str) -> String {
    format!("app-{name}")
}

/// What this release cannot do yet, if the app needs it.
pub fn unsupported(manifest: &Manifest) -> Option<&'static str> {
    let inject = manifest.sso.oidc.as_ref().map(|oidc| &oidc.inject);
    if manifest.databases.values().any(|database| database.engine != Engine::Postgres) {
        return Some("databases");
    }
    if manifest.sso.mode == Mode::Ldap {
        return Some("sso.mode: ldap");
    }
    if inject.is_some_and(|inject| !inject.exec.is_empty()) {
        return Some("sso.oidc.inject.exec");
    }
    inject.is_some_and(|inject| !inject.api.is_empty()).then_some("sso.oidc.inject.api")
}

/// The objects of an app.
pub fn render(
    manifest: &Manifest,
    installation: &Installation,
    settled: &Settled,
    client: Option<&Client>,
    facts: &Facts,
) -> Result<Rendered, Refusal> {
    if let Some(what) = unsupported(manifest) {
        return Err(Refusal::new("apps-refusal-not-yet").with("what", what));
    }
    let values = Values { manifest, installation, settled, client, facts };
    let maker = object::Maker { manifest, installation };
    let mut rendered = Rendered {
        foundation: vec![maker.namespace()],
        databases: Vec::new(),
        programs: Vec::new(),
        addresses: ingress::addresses(&values, &maker),
    };
    rendered.foundation.extend(network::policies(&values, &maker));
    for (name, database) in &manifest.databases {
        let parts = database::parts(&values, &maker, name, database)?;
        rendered.foundation.extend(parts.foundation);
        rendered.databases.extend(parts.programs);
    }
    let mut wants_authorities = false;
    for (name, service) in &manifest.services {
        let parts = workload::parts(&values, &maker, name, service)?;
        wants_authorities |= parts.wants_authorities;
        rendered.foundation.extend(parts.foundation);
        rendered.programs.extend(parts.programs);
    }
    if wants_authorities {
        rendered.foundation.push(maker.config(
            "unidash-ca",
            "ca",
            &BTreeMap::from([("ca.pem".into(), facts.authorities())]),
        ));
    }
    Ok(rendered)
}

/// Who may talk to whom in an app's namespace. It names the servers and so changes with them.
pub fn policies(manifest: &Manifest, installation: &Installation, facts: &Facts) -> Vec<Value> {
    let settled = Settled::default();
    let values = Values { manifest, installation, settled: &settled, client: None, facts };
    network::policies(&values, &object::Maker { manifest, installation })
}

/// Where a tile leads: where a sign-in starts, if the app has such an address, else its first page.
pub fn opens_at(manifest: &Manifest, name: &str, facts: &Facts) -> String {
    let installation = Installation { name: name.to_owned(), answers: BTreeMap::new(), groups: None, revision: 0 };
    let settled = Settled::default();
    let values = Values { manifest, installation: &installation, settled: &settled, client: None, facts };
    let starts = manifest.sso.oidc.as_ref().and_then(|oidc| oidc.initiate_login.as_deref());
    let starts = starts.and_then(|text| values.fill(text).ok()).map(|filled| filled.text);
    starts.unwrap_or_else(|| format!("{}{}", facts.origin(name), manifest.embed.start_path))
}

/// What the provider is told about an app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignOnAddresses {
    /// Where it may send people back to.
    pub redirect: Vec<String>,
    /// Where they may land after signing out.
    pub post_logout: Vec<String>,
    /// What ends the app's session.
    pub backchannel_logout: Option<String>,
    /// What starts a sign-in.
    pub initiate_login: Option<String>,
}

/// The addresses of an app with OpenID Connect, references filled in.
pub fn sign_on_addresses(manifest: &Manifest, name: &str, facts: &Facts) -> Result<Option<SignOnAddresses>, Refusal> {
    let Some(oidc) = &manifest.sso.oidc else { return Ok(None) };
    let installation = Installation { name: name.to_owned(), answers: BTreeMap::new(), groups: None, revision: 0 };
    let settled = Settled::default();
    let values = Values { manifest, installation: &installation, settled: &settled, client: None, facts };
    let one = |text: Option<&String>| text.map(|text| values.fill(text).map(|filled| filled.text)).transpose();
    Ok(Some(SignOnAddresses {
        redirect: values.fill_all(&oidc.redirect)?,
        post_logout: values.fill_all(&oidc.post_logout)?,
        backchannel_logout: one(oidc.backchannel_logout.as_ref())?,
        initiate_login: one(oidc.initiate_login.as_ref().or(oidc.first_visit.as_ref()))?,
    }))
}

/// Objects of one part of an app.
struct Parts {
    foundation: Vec<Value>,
    programs: Vec<Value>,
    wants_authorities: bool,
}
