//! Every id the tools may say has its sentences, and the kinds in the cluster are those of the state.

use std::collections::BTreeSet;
use std::path::Path;

use unidash::node::{doctor, k3s};

fn catalogue(language: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/words").join(language).join("node.ftl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key.to_owned()).collect()
}

fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            sources(&entry.path(), found);
        } else {
            found.push_str(&std::fs::read_to_string(entry.path()).unwrap());
        }
    }
}

#[test]
fn every_finding_has_a_sentence_and_a_remedy_in_both_languages() {
    for language in ["en", "fr"] {
        let keys = catalogue(language);
        for id in doctor::ids() {
            assert!(keys.contains(&format!("node-check-{id}")), "{language}: {id}");
            assert!(keys.contains(&format!("node-check-{id}-remedy")), "{language}: remedy of {id}");
        }
    }
}

#[test]
fn every_error_and_step_has_a_sentence_and_every_sentence_is_said() {
    let mut text = String::new();
    for folder in ["src/node", "src/cli"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    }
    let keys = catalogue("en");
    let mut said = BTreeSet::new();
    let calls = [
        ("failed(\"", "error"),
        ("wrong_use(\"", "error"),
        ("not_allowed(\"", "error"),
        ("not_reachable(\"", "error"),
        ("step(\"", "step"),
        ("note(\"", "note"),
    ];
    for (call, kind) in calls {
        for rest in text.split(call).skip(1) {
            let id = rest.split('"').next().unwrap();
            if id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
                said.insert(format!("node-{kind}-{id}"));
            }
        }
    }
    let missing: Vec<_> = said.difference(&keys).collect();
    assert!(missing.is_empty(), "no sentence: {missing:?}");
    let is_composed =
        |key: &&String| ["node-error-", "node-step-", "node-note-"].iter().any(|start| key.starts_with(start));
    let unsaid: Vec<_> = keys.iter().filter(is_composed).filter(|key| !said.contains(*key)).collect();
    assert!(unsaid.is_empty(), "never said: {unsaid:?}");
}

#[test]
fn the_kinds_that_root_lays_are_those_that_the_state_keeps() {
    let laid: BTreeSet<_> = k3s::crds::DOCUMENT_KINDS.iter().copied().collect();
    let kept: BTreeSet<_> =
        unidash::state::kinds::ALL.iter().filter(|kind| !kind.secret).map(|kind| (kind.name, kind.plural)).collect();
    assert_eq!(laid, kept);
}
