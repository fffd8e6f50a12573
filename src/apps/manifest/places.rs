//! Where in the file a value stands: its path (`services.web.image`) → its line.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// Lines by path.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<String, usize>);

impl Places {
    /// Reads the places of a file; the error is that it is no YAML.
    pub(super) fn of(text: &str) -> Result<Self, serde_saphyr::Error> {
        let mut places = Self::default();
        places.note("", &serde_saphyr::from_str::<Spanned<Tree>>(text)?);
        Ok(places)
    }

    /// The line of `path`, or of what encloses it.
    pub(super) fn line(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(line) = self.0.get(path) {
                return Some(*line);
            }
            path = path.rsplit_once(['.', '['])?.0;
        }
    }

    fn note(&mut self, path: &str, tree: &Spanned<Tree>) {
        match &tree.value {
            Tree::Leaf => {}
            Tree::List(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    let inner = format!("{path}[{index}]");
                    self.0.insert(inner.clone(), line(entry));
                    self.note(&inner, entry);
                }
            }
            Tree::Map(entries) => {
                for (key, value) in entries {
                    let inner = if path.is_empty() { key.value.clone() } else { format!("{path}.{}", key.value) };
                    self.0.insert(inner.clone(), line(key));
                    self.note(&inner, value);
                }
            }
        }
    }
}

fn line<T>(spanned: &Spanned<T>) -> usize {
    usize::try_from(spanned.referenced.line()).unwrap_or(0)
}

enum Tree {
    Leaf,
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_element()? {
            entries.push(entry);
        }
        Ok(Tree::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_line_or_to_that_of_what_encloses_it() {
        let places = Places::of(
            "id: x\nservices:\n  web:\n    env: {A: 1,\n      B: 2}\nexposure:\n  - {host: a}\n  - host: b\n",
        )
        .unwrap();
        assert_eq!(places.line("id"), Some(1));
        assert_eq!(places.line("services.web.env.B"), Some(5));
        assert_eq!(places.line("services.web.image"), Some(3));
        assert_eq!(places.line("exposure[1].host"), Some(8));
        assert_eq!(places.line("exposure[1].path"), Some(8));
        assert_eq!(places.line("nothing"), None);
    }
}
