//! A database of an app: a PostgreSQL of its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::manifest::{Database, Run};
use super::super::refusal::Refusal;
use super::object::{Maker, checksum};
use super::values::{Values, database_name};
use super::{Parts, pod};

/// User and group of the official image.
const USER: &str = "999";
/// Where its files lie: below the volume's top, which may hold `lost+found`.
const DATA: &str = "/var/lib/postgresql/data";

/// The objects of one database.
pub(super) fn parts(values: &Values, maker: &Maker, name: &str, database: &Database) -> Result<Parts, Refusal> {
    let component = format!("db-{name}");
    let missing = || Refusal::new("apps-refusal-not-yet").with("what", format!("databases.{name}"));
    let password = values.settled.databases.get(name).ok_or_else(missing)?;
    let secret = BTreeMap::from([("password".to_owned(), password.clone())]);
    let claim = format!("{component}-data");
    let foundation = vec![
        maker.secret(&component, &component, &secret),
        maker.volume(&claim, &component, &database.size, "local", "ReadWriteOnce"),
    ];
    let stateful = maker.object(
        "apps/v1",
        "StatefulSet",
        &component,
        &component,
        json!({
            "spec": {
                "replicas": 1,
                "serviceName": component,
                "revisionHistoryLimit": 2,
                "selector": { "matchLabels": maker.selector(&component) },
                "template": {
                    "metadata": {
                        "labels": maker.selector(&component),
                        "annotations": { "unidash.app/checksum": checksum(&[&secret]) },
                    },
                    "spec": pod_spec(&component, &claim, name, database),
                },
            },
        }),
    );
    let service = maker.service(&component, database.engine.port());
    Ok(Parts { foundation, programs: vec![service, stateful], wants_authorities: false })
}

fn pod_spec(component: &str, claim: &str, name: &str, database: &Database) -> Value {
    let run = Run { user: USER.to_owned(), ..Run::default() };
    let own = database_name(name);
    let ready = json!({ "exec": { "command": ["pg_isready", "--quiet", "--host", "127.0.0.1", "--username", own, "--dbname", own] } });
    json!({
        "automountServiceAccountToken": false,
        "enableServiceLinks": false,
        "securityContext": pod::pod_security(&run),
        "terminationGracePeriodSeconds": 60,
        "containers": [{
            "name": "postgres",
            "image": format!("docker.io/library/postgres:{}", database.version),
            "imagePullPolicy": "IfNotPresent",
            "ports": [{ "name": "main", "containerPort": database.engine.port(), "protocol": "TCP" }],
            "env": [
                { "name": "PGDATA", "value": format!("{DATA}/pgdata") },
                { "name": "POSTGRES_DB", "value": own },
                { "name": "POSTGRES_USER", "value": own },
                { "name": "POSTGRES_PASSWORD", "valueFrom": { "secretKeyRef": { "name": component, "key": "password" } } },
            ],
            "resources": pod::resources(&["128Mi".into(), "512Mi".into()], &["50m".into(), "1".into()]),
            "securityContext": pod::container_security(&run),
            "readinessProbe": pod::with(&ready, 10, 5, 3),
            "startupProbe": pod::with(&ready, 2, 5, 120),
            "volumeMounts": [
                { "name": "data", "mountPath": DATA },
                { "name": "run", "mountPath": "/var/run/postgresql" },
                { "name": "tmp", "mountPath": "/tmp" },
            ],
        }],
        "volumes": [
            { "name": "data", "persistentVolumeClaim": { "claimName": claim } },
            { "name": "run", "emptyDir": { "sizeLimit": "16Mi" } },
            { "name": "tmp", "emptyDir": { "sizeLimit": "256Mi" } },
        ],
    })
}
