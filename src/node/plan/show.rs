//! The plan as lines for people and as JSON for programs: what `--dry-run` prints.

use serde_json::{Value, json as object};

use super::{Content, Plan, What, is_so};
use crate::node::artefacts::sha256;
use crate::node::host::Host;

/// One line per item; what is already so carries `=`, what would change `+`.
pub fn lines(host: &Host, plan: &Plan) -> Vec<String> {
    plan.items
        .iter()
        .map(|item| {
            let mark = if is_there(host, &item.what) { '=' } else { '+' };
            format!("{mark} {}", line(&item.what))
        })
        .collect()
}

/// The items that are no longer as they were laid.
pub fn changed(host: &Host, plan: &Plan) -> Vec<String> {
    let laid = plan.items.iter().filter(|item| !matches!(item.what, What::Module { .. }));
    laid.filter(|item| !is_so(host, &item.what)).map(|item| line(&item.what)).collect()
}

/// What another step makes counts as done once it is there.
fn is_there(host: &Host, what: &What) -> bool {
    match what {
        What::File { path, content: Content::Later, .. } => host.exists(path),
        _ => is_so(host, what),
    }
}

fn line(what: &What) -> String {
    match what {
        What::Group { name } => format!("group   {name}"),
        What::User { name, home } => format!("user    {name}  home {home}"),
        What::Folder { path, mode, owner } => format!("folder  {path}  {mode:04o} {owner}"),
        What::File { path, mode, owner, content } => {
            format!("file    {path}  {mode:04o} {owner}  {}", hash(content))
        }
        What::Link { path, target } => format!("link    {path}  -> {target}"),
        What::Sysctl { key, value } => format!("sysctl  {key} = {value}"),
        What::Module { name } => format!("module  {name}"),
        What::Unit { name } => format!("unit    {name}  enabled, started"),
        What::Port { number, protocol, reach, purpose } => format!("port    {number}/{protocol}  {reach}: {purpose}"),
        What::Rule(rule) => format!("rule    {}", rule.add.join(" ")),
    }
}

fn hash(content: &Content) -> String {
    match content {
        Content::Text(text) => format!("sha256 {}", sha256(text.as_bytes())),
        Content::Secret(_) | Content::Bytes(_) | Content::Later => "made here".to_owned(),
        Content::Artefact(_, Some(hash)) => format!("sha256 {hash}"),
        Content::Artefact(_, None) => "as given".to_owned(),
    }
}

/// All items as JSON.
pub fn json(host: &Host, plan: &Plan) -> Value {
    plan.items.iter().map(|item| entry(host, &item.what)).collect()
}

fn entry(host: &Host, what: &What) -> Value {
    let so = is_so(host, what);
    match what {
        What::Group { name } => object!({"is": "group", "name": name, "so": so}),
        What::User { name, home } => object!({"is": "user", "name": name, "home": home, "so": so}),
        What::Folder { path, mode, owner } => {
            object!({"is": "folder", "path": path, "mode": format!("{mode:04o}"), "owner": owner, "so": so})
        }
        What::File { path, mode, owner, content } => {
            let sha256 = match content {
                Content::Text(text) => Some(sha256(text.as_bytes())),
                Content::Artefact(_, hash) => hash.clone(),
                Content::Secret(_) | Content::Bytes(_) | Content::Later => None,
            };
            object!({"is": "file", "path": path, "mode": format!("{mode:04o}"), "owner": owner, "sha256": sha256, "so": so})
        }
        What::Link { path, target } => object!({"is": "link", "path": path, "target": target, "so": so}),
        What::Sysctl { key, value } => object!({"is": "sysctl", "key": key, "value": value, "so": so}),
        What::Module { name } => object!({"is": "module", "name": name, "so": so}),
        What::Unit { name } => object!({"is": "unit", "name": name, "so": so}),
        What::Port { number, protocol, reach, purpose } => {
            object!({"is": "port", "number": number, "protocol": protocol, "reach": reach, "purpose": purpose})
        }
        What::Rule(rule) => object!({"is": "rule", "add": rule.add, "undo": rule.undo, "so": so}),
    }
}
