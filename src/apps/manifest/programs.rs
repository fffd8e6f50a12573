//! What programs, volumes, files and databases of a file must keep.

use std::collections::BTreeSet;

use super::rules::Found;
use super::shapes::{has_tag, is_label, is_mount};
use super::{Database, File, Finding, Run, Service, Volume, bytes, is_quantity, seconds};

pub(super) fn check_service(name: &str, service: &Service, found: &mut Found) {
    let path = format!("services.{name}");
    if !is_label(name) || name.len() > 30 || name.starts_with("db-") {
        found.push((path.clone(), Finding::new("apps-lint-service-name").with("value", name)));
    }
    if !has_tag(&service.image) {
        found.push((format!("{path}.image"), Finding::new("apps-lint-image").with("value", &service.image)));
    }
    if service.port == 0 {
        found.push((format!("{path}.port"), Finding::new("apps-lint-port")));
    }
    check_files(&format!("{path}.files"), &service.files, found);
    let mut names = BTreeSet::new();
    for (index, volume) in service.volumes.iter().enumerate() {
        let path = format!("{path}.volumes[{index}]");
        check_volume(&path, volume, found);
        if !names.insert(&volume.name) {
            found.push((path, Finding::new("apps-lint-twice").with("value", &volume.name)));
        }
    }
    let probe = service.probes.ready.as_ref();
    let times = [
        ("probes.ready.timeout", probe.and_then(|probe| probe.timeout.as_deref())),
        ("probes.startup.budget", Some(service.probes.startup.budget.as_str())),
    ];
    for (key, time) in times {
        if let Some(time) = time.filter(|time| seconds(time).is_none()) {
            found.push((format!("{path}.{key}"), Finding::new("apps-lint-time").with("value", time)));
        }
    }
    if let Some(http) = probe.and_then(|probe| probe.http.as_deref()).filter(|http| !http.starts_with('/')) {
        found.push((format!("{path}.probes.ready.http"), Finding::new("apps-lint-path").with("value", http)));
    }
    for size in service.resources.memory.iter().filter(|size| bytes(size).is_none()) {
        found.push((format!("{path}.resources.memory"), Finding::new("apps-lint-size").with("value", size)));
    }
    for share in service.resources.cpu.iter().filter(|share| !is_quantity(share)) {
        found.push((format!("{path}.resources.cpu"), Finding::new("apps-lint-cpu").with("value", share)));
    }
    check_run(&format!("{path}.run"), &service.run, found);
}

fn check_run(path: &str, run: &Run, found: &mut Found) {
    let number = run.user.parse::<u32>().is_ok_and(|user| user > 0);
    if !number && run.user != "image" && run.user != "root" {
        found.push((format!("{path}.user"), Finding::new("apps-lint-user").with("value", &run.user)));
    }
    for (index, capability) in run.capabilities.iter().enumerate() {
        let known = capability.add.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if !known || capability.add.is_empty() || capability.add == "ALL" || capability.why.trim().is_empty() {
            let finding = Finding::new("apps-lint-capability").with("value", &capability.add);
            found.push((format!("{path}.capabilities[{index}]"), finding));
        }
    }
}

fn check_volume(path: &str, volume: &Volume, found: &mut Found) {
    if !is_label(&volume.name) || volume.name.len() > 20 {
        found.push((format!("{path}.name"), Finding::new("apps-lint-name").with("value", &volume.name)));
    }
    if !is_mount(&volume.path) {
        found.push((format!("{path}.path"), Finding::new("apps-lint-path").with("value", &volume.path)));
    }
    if bytes(&volume.size).is_none() {
        found.push((format!("{path}.size"), Finding::new("apps-lint-size").with("value", &volume.size)));
    }
    if !is_label(&volume.class) {
        found.push((format!("{path}.class"), Finding::new("apps-lint-name").with("value", &volume.class)));
    }
}

pub(super) fn check_files(path: &str, files: &[File], found: &mut Found) {
    for (index, file) in files.iter().enumerate() {
        if !is_mount(&file.path) {
            found.push((format!("{path}[{index}].path"), Finding::new("apps-lint-path").with("value", &file.path)));
        }
        if !u32::from_str_radix(&file.mode, 8).is_ok_and(|mode| mode <= 0o777) {
            found.push((format!("{path}[{index}].mode"), Finding::new("apps-lint-mode").with("value", &file.mode)));
        }
    }
}

pub(super) fn check_database(name: &str, database: &Database, found: &mut Found) {
    let path = format!("databases.{name}");
    if !is_label(name) || name.len() > 20 {
        found.push((path.clone(), Finding::new("apps-lint-name").with("value", name)));
    }
    let version = &database.version;
    if version.is_empty() || !version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        found.push((format!("{path}.version"), Finding::new("apps-lint-database-version").with("value", version)));
    }
    if bytes(&database.size).is_none() {
        found.push((format!("{path}.size"), Finding::new("apps-lint-size").with("value", &database.size)));
    }
}
