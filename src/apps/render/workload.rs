//! A program of an app: Deployment, Service, its files, variables and volumes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::manifest::{Access, File, Service, Strategy};
use super::super::refusal::Refusal;
use super::object::{Maker, checksum};
use super::values::{Filled, Values};
use super::{CA_FILE, Parts, pod};

/// Folder of [`CA_FILE`].
const CA_FOLDER: &str = "/etc/unidash-ca";

/// The objects of one program.
pub(super) fn parts(values: &Values, maker: &Maker, name: &str, service: &Service) -> Result<Parts, Refusal> {
    debug_assert!(CA_FILE.starts_with(CA_FOLDER));
    let variables = Variables::of(values, name, service)?;
    let files = Files::of(values, name, service)?;
    let wants_authorities = variables.authorities || files.authorities;
    let mut foundation = Vec::new();
    for (suffix, secret) in [("env", &variables.secret), ("secret-files", &files.secret)] {
        if !secret.is_empty() {
            foundation.push(maker.secret(&format!("{name}-{suffix}"), name, secret));
        }
    }
    if !files.plain.is_empty() {
        foundation.push(maker.config(&format!("{name}-files"), name, &files.plain));
    }
    for volume in &service.volumes {
        let mode = if volume.access == Access::Rwo { "ReadWriteOnce" } else { "ReadWriteMany" };
        let claim = format!("{name}-{}", volume.name);
        foundation.push(maker.volume(&claim, name, &volume.size, &volume.class, mode));
    }
    let mut container = container(values, name, service)?;
    container["env"] = variables.list(name);
    let sum = checksum(&[&variables.secret, &files.plain, &files.secret]);
    let (volumes, mounts) = volumes(name, service, &files, wants_authorities);
    container["volumeMounts"] = json!(mounts);
    let rolling = values.manifest.upgrade.strategy == Strategy::Rolling && service.volumes.is_empty();
    let mut pod = json!({
        "automountServiceAccountToken": false,
        "enableServiceLinks": false,
        "securityContext": pod::pod_security(&service.run),
        "terminationGracePeriodSeconds": 30,
        "containers": [container],
        "volumes": volumes,
    });
    if service.volumes.is_empty() {
        pod["tolerations"] = pod::tolerations(false);
    }
    let deployment = maker.object(
        "apps/v1",
        "Deployment",
        name,
        name,
        json!({
            "spec": {
                "replicas": 1,
                "revisionHistoryLimit": 2,
                "strategy": { "type": if rolling { "RollingUpdate" } else { "Recreate" } },
                "selector": { "matchLabels": maker.selector(name) },
                "template": {
                    "metadata": { "labels": maker.selector(name), "annotations": { "unidash.app/checksum": sum } },
                    "spec": pod,
                },
            },
        }),
    );
    Ok(Parts { foundation, programs: vec![maker.service(name, service.port), deployment], wants_authorities })
}

fn container(values: &Values, name: &str, service: &Service) -> Result<Value, Refusal> {
    let (ready, startup) = pod::probes(service);
    let mut container = json!({
        "name": name,
        "image": service.image,
        "imagePullPolicy": "IfNotPresent",
        "ports": [{ "name": "main", "containerPort": service.port, "protocol": "TCP" }],
        "resources": pod::resources(&service.resources.memory, &service.resources.cpu),
        "securityContext": pod::container_security(&service.run),
        "readinessProbe": ready,
        "startupProbe": startup,
    });
    if !service.args.is_empty() {
        container["args"] = json!(values.fill_all(&service.args)?);
    }
    Ok(container)
}

/// Environment of a program, what is secret apart.
struct Variables {
    plain: BTreeMap<String, String>,
    secret: BTreeMap<String, String>,
    authorities: bool,
}

impl Variables {
    fn of(values: &Values, name: &str, service: &Service) -> Result<Self, Refusal> {
        let manifest = values.manifest;
        let mut tables = vec![&service.env, &manifest.ca];
        if name == manifest.main_service() {
            tables.push(&manifest.embed.env);
            tables.extend(manifest.sso.oidc.as_ref().map(|oidc| &oidc.inject.env));
        }
        let mut variables = Self { plain: BTreeMap::new(), secret: BTreeMap::new(), authorities: false };
        for table in tables {
            for (key, Filled { text, secret, authorities }) in values.fill_table(table)? {
                variables.authorities |= authorities;
                if secret { &mut variables.secret } else { &mut variables.plain }.insert(key, text);
            }
        }
        Ok(variables)
    }

    fn list(&self, name: &str) -> Value {
        let plain = self.plain.iter().map(|(key, value)| json!({ "name": key, "value": value }));
        let secret = self.secret.keys().map(|key| {
            json!({ "name": key, "valueFrom": { "secretKeyRef": { "name": format!("{name}-env"), "key": key } } })
        });
        plain.chain(secret).collect()
    }
}

/// Files put into a container: their content by key, and where each key goes.
struct Files {
    plain: BTreeMap<String, String>,
    secret: BTreeMap<String, String>,
    mounts: Vec<(bool, String, String, u32)>,
    authorities: bool,
}

impl Files {
    fn of(values: &Values, name: &str, service: &Service) -> Result<Self, Refusal> {
        let manifest = values.manifest;
        let mut all: Vec<&File> = service.files.iter().collect();
        if name == manifest.main_service() {
            all.extend(&manifest.embed.files);
            all.extend(manifest.sso.oidc.iter().flat_map(|oidc| &oidc.inject.files));
        }
        let mut files =
            Self { plain: BTreeMap::new(), secret: BTreeMap::new(), mounts: Vec::new(), authorities: false };
        for (index, file) in all.into_iter().enumerate() {
            let Filled { text, secret, authorities } = values.fill(&file.content)?;
            let key = format!("{index}-{}", file.path.rsplit('/').next().unwrap_or("file"));
            files.authorities |= authorities;
            let mode = u32::from_str_radix(&file.mode, 8).unwrap_or(0o444);
            files.mounts.push((secret, key.clone(), file.path.clone(), mode));
            if secret { &mut files.secret } else { &mut files.plain }.insert(key, text);
        }
        Ok(files)
    }

    fn items(&self, secret: bool) -> Value {
        self.mounts
            .iter()
            .filter(|mount| mount.0 == secret)
            .map(|(_, key, _, mode)| json!({ "key": key, "path": key, "mode": mode }))
            .collect()
    }
}

fn volumes(name: &str, service: &Service, files: &Files, authorities: bool) -> (Vec<Value>, Vec<Value>) {
    let mut volumes = Vec::new();
    let mut mounts = Vec::new();
    for volume in &service.volumes {
        volumes.push(json!({ "name": format!("data-{}", volume.name), "persistentVolumeClaim": { "claimName": format!("{name}-{}", volume.name) } }));
        mounts.push(json!({ "name": format!("data-{}", volume.name), "mountPath": volume.path }));
    }
    if !files.plain.is_empty() {
        volumes.push(
            json!({ "name": "files", "configMap": { "name": format!("{name}-files"), "items": files.items(false) } }),
        );
    }
    if !files.secret.is_empty() {
        volumes.push(json!({ "name": "secret-files", "secret": { "secretName": format!("{name}-secret-files"), "items": files.items(true) } }));
    }
    for (secret, key, path, _) in &files.mounts {
        let volume = if *secret { "secret-files" } else { "files" };
        mounts.push(json!({ "name": volume, "mountPath": path, "subPath": key, "readOnly": true }));
    }
    if authorities {
        volumes.push(json!({ "name": "authorities", "configMap": { "name": "unidash-ca" } }));
        mounts.push(json!({ "name": "authorities", "mountPath": CA_FOLDER, "readOnly": true }));
    }
    if service.run.read_only_root && !service.volumes.iter().any(|volume| volume.path == "/tmp") {
        volumes.push(json!({ "name": "tmp", "emptyDir": { "sizeLimit": "256Mi" } }));
        mounts.push(json!({ "name": "tmp", "mountPath": "/tmp" }));
    }
    (volumes, mounts)
}
