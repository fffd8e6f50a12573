//! The house's rules, read from its own code: who may import whom, and how large things may get.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// Which rooms a room may import. `*` = everything; only the composition root has that.
const EDGES: &[(&str, &[&str])] = &[
    ("main", &["cli", "telemetry"]),
    ("lib", &[]),
    ("cli", &["server", "node", "agent", "client"]),
    ("server", &["*"]),
    ("desktop", &["client", "web"]),
    ("gateway", &["client", "cluster", "web"]),
    ("client", &["web"]),
    ("api", &["apps", "audit", "certificates", "desks", "fleet", "identity", "jobs", "setup", "state", "web"]),
    ("oidc", &["identity", "state", "web", "audit"]),
    ("identity", &["state", "audit"]),
    ("setup", &["certificates", "identity", "state", "audit"]),
    ("certificates", &["state", "audit"]),
    ("desks", &["identity", "state", "audit"]),
    ("apps", &["cluster", "identity", "state", "audit"]),
    ("fleet", &["cluster", "state", "audit"]),
    ("audit", &["state"]),
    ("jobs", &["identity", "setup", "certificates", "desks", "apps", "fleet", "audit", "state"]),
    ("agent", &["node"]),
    ("node", &["cluster"]),
    ("state", &["cluster"]),
    ("cluster", &[]),
    ("web", &[]),
    ("config", &[]),
    ("clock", &[]),
    ("telemetry", &[]),
];

/// What every room may import: settings, time, logs, and leaves that depend on nothing: the words of
/// the API (pure data), the words people read, the addresses of this cloud.
const EVERYONE: &[&str] = &[
    "config",
    "clock",
    "telemetry",
    "api::types",
    "web::Words",
    "web::words",
    "web::Language",
    "web::language",
    "web::Site",
    "web::SiteHandle",
    "web::site",
    "web::csrf",
];

/// Crates that one room alone may name.
const OWNED_CRATES: &[(&str, &str)] = &[("rusqlite", "state"), ("kube", "cluster"), ("k8s_openapi", "cluster")];

#[test]
fn every_import_is_an_edge_of_the_table() {
    let edges: BTreeMap<_, _> = EDGES.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, path, imports) in rooms() {
        let allowed = edges.get(room.as_str()).unwrap_or_else(|| panic!("room {room} is not in the table"));
        for import in imports.inside {
            let target = import.split("::").next().unwrap_or_default().to_owned();
            let may = target == room
                || allowed.contains(&"*")
                || allowed
                    .iter()
                    .chain(EVERYONE)
                    .any(|edge| import == *edge || import.starts_with(&format!("{edge}::")));
            if !may {
                wrong.push(format!("{}: {room} may not import crate::{import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sqlite_and_kubernetes_have_one_room_each() {
    let mut wrong = Vec::new();
    for (room, path, imports) in rooms() {
        for (name, owner) in OWNED_CRATES {
            if room != *owner && imports.outside.iter().any(|root| root == name) {
                wrong.push(format!("{}: only {owner} may use {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_larger_than_the_house_allows() {
    let mut wrong = Vec::new();
    let mut limit = |folder: &str, ending: &str, lines: usize| {
        for path in files(&root().join(folder), ending) {
            let text = fs::read_to_string(&path).unwrap();
            let counted = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
            if counted > lines && !path.to_string_lossy().contains("/vendor/") {
                wrong.push(format!("{}: {counted} lines, {lines} at most", path.display()));
            }
        }
    };
    limit("src", "rs", 500);
    limit("templates", "html", 120);
    limit("assets/scripts", "js", 120);
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap().lines().count();
    assert!(main < 60, "main.rs has {main} lines");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_come_from_the_product() {
    let banned = ["utils", "util", "helpers", "helper", "services", "manager", "common", "misc"];
    let wrong: Vec<_> = files(&root().join("src"), "rs")
        .into_iter()
        .filter(|path| {
            path.with_extension("").components().any(|part| banned.iter().any(|name| part.as_os_str() == *name))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn nothing_is_left_unfinished_in_silence() {
    let words = [concat!("to", "do!("), concat!("unim", "plemented!("), concat!("FIX", "ME"), concat!("TO", "DO")];
    let mut wrong = Vec::new();
    for folder in ["src", "templates", "store", "installer"] {
        for path in files(&root().join(folder), "") {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if words.iter().any(|word| text.contains(word)) {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

struct Imports {
    /// `crate::…` paths without `crate::`.
    inside: Vec<String>,
    /// First segments of all other paths.
    outside: Vec<String>,
}

/// Each source file with its room and what it names.
fn rooms() -> Vec<(String, PathBuf, Imports)> {
    let src = root().join("src");
    files(&src, "rs")
        .into_iter()
        .map(|path| {
            let inner = path.strip_prefix(&src).unwrap();
            let room =
                inner.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            let tree = syn::parse_file(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let mut imports = Imports { inside: Vec::new(), outside: Vec::new() };
            imports.visit_file(&tree);
            (room, path, imports)
        })
        .collect()
}

impl Imports {
    fn add(&mut self, segments: &[String]) {
        match segments.split_first() {
            Some((first, rest)) if first == "crate" && !rest.is_empty() => self.inside.push(rest.join("::")),
            Some((first, _)) => self.outside.push(first.clone()),
            None => {}
        }
    }

    fn tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| prefix.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) if name.ident == "self" => self.add(prefix),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(prefix),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(prefix, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.add(&segments);
        }
        syn::visit::visit_path(self, path);
    }

    // Inline tests may reach anything.
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if ending.is_empty() || path.extension().is_some_and(|end| end == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}
