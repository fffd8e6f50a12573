//! Addresses: Ingresses of our class, with what the gateway needs to know as annotations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::manifest::{Exposure, Mode, Part, Reference, Template};
use super::object::{APP, Maker};
use super::values::Values;

/// One Ingress per exposure: each path has its own groups.
pub(super) fn addresses(values: &Values, maker: &Maker) -> Vec<Value> {
    values.manifest.exposure.iter().map(|exposure| address(values, maker, exposure)).collect()
}

fn address(values: &Values, maker: &Maker, exposure: &Exposure) -> Value {
    let host = values.facts.host(&label(values, exposure));
    let mut spec = json!({
        "ingressClassName": "unidash",
        "rules": [{
            "host": host,
            "http": { "paths": [{
                "path": exposure.path,
                "pathType": "Prefix",
                "backend": { "service": { "name": exposure.service, "port": { "name": "main" } } },
            }] },
        }],
    });
    if values.facts.https {
        spec["tls"] = json!([{ "hosts": [host] }]);
    }
    let mut object =
        maker.object("networking.k8s.io/v1", "Ingress", &exposure.name, "address", json!({ "spec": spec }));
    object["metadata"]["annotations"] = json!(annotations(values, exposure));
    object
}

/// Host label of an exposure: the main one's is the installed app's name.
fn label(values: &Values, exposure: &Exposure) -> String {
    let main = values.manifest.main().map(|main| main.host.as_str());
    if main == Some(exposure.host.as_str()) { values.installation.name.clone() } else { exposure.host.clone() }
}

fn annotations(values: &Values, exposure: &Exposure) -> BTreeMap<&'static str, String> {
    let manifest = values.manifest;
    let mut annotations = BTreeMap::from([
        (APP, values.installation.name.clone()),
        ("unidash.app/title", json!(manifest.name).to_string()),
        ("unidash.app/mode", manifest.sso.mode.word().to_owned()),
        (
            "unidash.app/embed",
            json!({
                "policy": manifest.embed.policy.word(),
                "rung": manifest.embed.rung.unwrap_or_default(),
                "reporter": manifest.embed.reporter,
            })
            .to_string(),
        ),
    ]);
    let groups = groups(values, exposure);
    if !groups.is_empty() {
        annotations.insert("unidash.app/groups", groups.join(","));
    }
    if manifest.sso.mode == Mode::ForwardAuth {
        annotations.insert("unidash.app/headers", json!(headers(values)).to_string());
        let bypass = bypass(values, exposure);
        if !bypass.is_empty() {
            annotations.insert("unidash.app/bypass", json!(bypass).to_string());
        }
    }
    if let Some(path) = logout_path(values, exposure) {
        annotations.insert("unidash.app/bypass", json!([path]).to_string());
    }
    annotations
}

/// Where the provider ends the app's sessions: it comes without anybody's session, and the app checks
/// what it brings (Back-Channel Logout 1.0 §2.6).
fn logout_path(values: &Values, exposure: &Exposure) -> Option<String> {
    let address = values.manifest.sso.oidc.as_ref()?.backchannel_logout.as_ref()?;
    let address = values.fill(address).ok()?.text;
    let path = address.strip_prefix(&values.facts.origin(&label(values, exposure)))?;
    let path = path.split(['?', '#']).next().filter(|path| path.len() > 1 && is_below(path, &exposure.path))?;
    Some(path.to_owned())
}

/// Groups that may come in; none = everybody signed in.
fn groups(values: &Values, exposure: &Exposure) -> Vec<String> {
    let own = exposure.groups.iter().all(|group| group == Exposure::EVERYBODY) || exposure.show;
    let chosen = values.installation.groups.as_ref().filter(|_| own);
    let groups = chosen.unwrap_or(&exposure.groups);
    if groups.iter().any(|group| group == Exposure::EVERYBODY) { Vec::new() } else { groups.clone() }
}

fn headers<'v>(values: &Values<'v>) -> BTreeMap<&'v str, &'static str> {
    let table = values.manifest.sso.forward_auth.iter().flat_map(|forward| &forward.headers);
    table
        .filter_map(|(name, text)| match Template::parse(text).ok()?.parts.as_slice() {
            [Part::Reference(Reference::User(field))] => Some((name.as_str(), field.word())),
            _ => None,
        })
        .collect()
}

/// Bypass paths that lie in this exposure, not in one with a longer path.
fn bypass<'v>(values: &Values<'v>, exposure: &Exposure) -> Vec<&'v str> {
    let owner = |path: &str| {
        let same = values.manifest.exposure.iter().filter(|other| other.host == exposure.host);
        same.filter(|other| is_below(path, &other.path)).max_by_key(|other| other.path.len())
    };
    let paths = values.manifest.sso.forward_auth.iter().flat_map(|forward| &forward.bypass);
    paths.map(String::as_str).filter(|path| owner(path).is_some_and(|owner| owner.name == exposure.name)).collect()
}

fn is_below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
