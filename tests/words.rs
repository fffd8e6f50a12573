//! Both catalogues say the same things, and everything said is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Keys of a language with the variables that each uses.
fn catalogue(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for entry in fs::read_dir(root().join("assets/words").join(language)).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        let mut current = None;
        for line in text.lines() {
            if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let twice = keys.insert(key.to_owned(), BTreeSet::new()).is_some();
                assert!(!twice, "{language}: {key} stands twice");
                current = Some(key.to_owned());
            }
            if let Some(key) = &current {
                let used = line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect::<String>()
                });
                keys.get_mut(key).unwrap().extend(used);
            }
        }
    }
    keys
}

#[test]
fn french_and_english_have_the_same_keys_and_variables() {
    let (french, english) = (catalogue("fr"), catalogue("en"));
    let missing: Vec<_> = english.keys().filter(|key| !french.contains_key(*key)).collect();
    let extra: Vec<_> = french.keys().filter(|key| !english.contains_key(*key)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "only English: {missing:?}; only French: {extra:?}");
    for (key, variables) in &english {
        assert_eq!(variables, &french[key], "variables of {key}");
    }
}

/// French sets ; : ! ? and » off by a space that never breaks, and « likewise (Imprimerie nationale,
/// Lexique des règles typographiques). Commands and addresses keep their own signs.
#[test]
fn french_signs_never_stand_alone_at_the_start_of_a_line() {
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("assets/words/fr")).unwrap().flatten() {
        for line in fs::read_to_string(entry.path()).unwrap().lines().filter(|line| !line.starts_with('#')) {
            let loose = [" ;", " :", " !", " ?", " »", "« "].iter().any(|sign| line.contains(sign));
            if loose {
                wrong.push(format!("{}: {line}", entry.file_name().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "ordinary spaces:\n{}", wrong.join("\n"));
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let keys = catalogue("en");
    let sources = sources();
    let unused: Vec<_> = keys.keys().filter(|key| !sources.is_said(key)).collect();
    assert!(unused.is_empty(), "unused: {unused:?}");
    let unknown: Vec<_> = sources.literals.iter().filter(|said| !keys.contains_key(*said)).collect();
    assert!(unknown.is_empty(), "not in the catalogues: {unknown:?}");
}

struct Sources {
    /// Keys written out whole in `say("…")` or `tell("…"`.
    literals: BTreeSet<String>,
    /// Beginnings of composed keys: `format!("api-event-{}", …)`.
    prefixes: BTreeSet<String>,
    /// All string literals.
    strings: BTreeSet<String>,
}

impl Sources {
    fn is_said(&self, key: &str) -> bool {
        self.literals.contains(key)
            || self.strings.contains(key)
            || self.prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
            // An error's code is its key: `app.unknown` → `api-app-unknown`.
            || key.split_once('-').is_some_and(|(_, rest)| self.strings.iter().any(|text| text.replace('.', "-") == rest))
    }
}

fn sources() -> Sources {
    let mut found = Sources { literals: BTreeSet::new(), prefixes: BTreeSet::new(), strings: BTreeSet::new() };
    let mut texts = Vec::new();
    for folder in ["src", "templates"] {
        collect(&root().join(folder), &mut texts);
    }
    for text in &texts {
        for opening in ["say(\"", "tell(\""] {
            for rest in text.split(opening).skip(1) {
                found.literals.insert(rest.split('"').next().unwrap_or_default().to_owned());
            }
        }
        for piece in text.split('"').skip(1) {
            match piece.split_once('{') {
                Some((prefix, _)) if prefix.ends_with('-') && !prefix.contains(' ') => {
                    found.prefixes.insert(prefix.to_owned());
                }
                _ => {
                    found.strings.insert(piece.to_owned());
                }
            }
        }
    }
    found
}

fn collect(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
            let text = fs::read_to_string(&path).unwrap();
            let spoken = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            texts.push(spoken.collect::<Vec<_>>().join("\n"));
        }
    }
}
