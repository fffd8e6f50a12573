//! Builders: a small app, a cloud to install it in.

use std::collections::BTreeMap;

use unidash::apps::facts::Facts;
use unidash::apps::manifest::Manifest;
use unidash::apps::render::{Client, Installation};
use unidash::apps::secrets::Settled;

/// The smallest file that passes the linter.
pub const SMALL: &str = r#"apiVersion: unidash.app/v1
id: org.example.small
name: {en: Small, fr: Petit}
summary: {en: Small, fr: Petit}
icon: small.svg
category: examples
version: "1"
package: 1
license: MIT
services:
  web:
    image: example.org/small:1
    port: 8080
exposure:
  - {name: main, service: web, host: small, show: true}
sso: {mode: none}
embed: {policy: allow}
"#;

/// A cloud of three servers.
pub fn cloud() -> Facts {
    Facts {
        domain: "cloud.example.org".into(),
        https: true,
        port: None,
        locale: "fr".into(),
        web_root: Some("-----BEGIN CERTIFICATE-----\nown\n-----END CERTIFICATE-----\n".into()),
        servers: ["10.0.0.11", "10.0.0.12", "10.0.0.13"].map(str::to_owned).to_vec(),
        pod_ranges: ["10.42.0.0/24", "10.42.1.0/24", "10.42.2.0/24"].map(str::to_owned).to_vec(),
    }
}

/// An installation under the app's own host, with the defaults.
pub fn installation(manifest: &Manifest) -> Installation {
    let name = manifest.main().unwrap().host.clone();
    let answers = unidash::apps::answers::complete(manifest, &BTreeMap::new(), &name, &cloud()).unwrap();
    Installation { name, answers, groups: None, revision: 1 }
}

/// Settled values that are the same in every run.
pub fn settled(manifest: &Manifest) -> Settled {
    let value = |name: &String| (name.clone(), format!("secret-of-{name}"));
    Settled {
        id: manifest.id.clone(),
        secrets: manifest.secrets.keys().map(value).collect(),
        databases: manifest.databases.keys().map(value).collect(),
        answers: BTreeMap::new(),
    }
}

/// The client that the provider registered.
pub fn client() -> Client {
    Client { id: "the-client".into(), secret: "the-client-secret".into() }
}
