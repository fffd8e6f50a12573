//! Secrets that are made once: recipes and what was settled for an app.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::manifest::Manifest;
use crate::clock::{Ambient, hex};
use crate::state::{Document, Kind, kinds};

/// How a secret is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipe {
    /// So many random bytes in base64.
    Base64(usize),
    /// So many random bytes in hex.
    Hex(usize),
    /// So many letters and digits.
    Alnum(usize),
}

impl Recipe {
    /// From its words, such as `hex:32`; 8 to 128.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, length) = text.split_once(':')?;
        let length = length.parse().ok().filter(|length| (8..=128).contains(length))?;
        match kind {
            "base64" => Some(Self::Base64(length)),
            "hex" => Some(Self::Hex(length)),
            "alnum" => Some(Self::Alnum(length)),
            _ => None,
        }
    }

    /// A new secret.
    pub fn make(self, ambient: &Ambient) -> String {
        match self {
            Self::Base64(length) => STANDARD.encode(random(length, ambient)),
            Self::Hex(length) => hex(&random(length, ambient)),
            Self::Alnum(length) => alnum(length, ambient),
        }
    }
}

fn random(length: usize, ambient: &Ambient) -> Vec<u8> {
    let mut bytes = vec![0; length];
    ambient.random.fill(&mut bytes);
    bytes
}

/// Letters and digits, each equally likely: bytes beyond a multiple of their number are thrown away.
fn alnum(length: usize, ambient: &Ambient) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let usable = random(length * 2, ambient).into_iter().map(usize::from).filter(|byte| *byte < LETTERS.len() * 4);
        text.extend(usable.take(length - text.len()).map(|byte| char::from(LETTERS[byte % LETTERS.len()])));
    }
    text
}

/// What was settled once for an app and is kept over upgrade, removal without purge, and restore.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The app it belongs to.
    pub id: String,
    /// Generated secrets by name.
    pub secrets: BTreeMap<String, String>,
    /// Passwords of databases by name.
    pub databases: BTreeMap<String, String>,
    /// Answers of kind `secret`.
    pub answers: BTreeMap<String, String>,
}

impl Document for Settled {
    const KIND: Kind = kinds::SECRET;
}

impl Settled {
    /// Name of the document for an installed app.
    pub fn name(app: &str) -> String {
        format!("app-{app}")
    }

    /// Makes what is missing; says whether anything was.
    pub fn complete(&mut self, manifest: &Manifest, ambient: &Ambient) -> bool {
        let before = self.clone();
        self.id.clone_from(&manifest.id);
        for (name, recipe) in &manifest.secrets {
            if let Some(recipe) = Recipe::parse(&recipe.generate) {
                self.secrets.entry(name.clone()).or_insert_with(|| recipe.make(ambient));
            }
        }
        for name in manifest.databases.keys() {
            self.databases.entry(name.clone()).or_insert_with(|| Recipe::Alnum(32).make(ambient));
        }
        *self != before
    }

    /// Stand-ins, to show what an app would be made of.
    pub fn shown(manifest: &Manifest) -> Self {
        let hidden = |name: &String| (name.clone(), super::render::HIDDEN.to_owned());
        Self {
            id: manifest.id.clone(),
            secrets: manifest.secrets.keys().map(hidden).collect(),
            databases: manifest.databases.keys().map(hidden).collect(),
            answers: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_gives_what_it_says_and_refuses_short_ones() {
        let ambient = Ambient::system();
        assert_eq!(Recipe::parse("hex:16").unwrap().make(&ambient).len(), 32);
        assert_eq!(Recipe::parse("base64:32").unwrap().make(&ambient).len(), 44);
        let word = Recipe::parse("alnum:40").unwrap().make(&ambient);
        assert!(word.len() == 40 && word.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(
            Recipe::parse("hex:4").is_none() && Recipe::parse("rot13:32").is_none() && Recipe::parse("hex").is_none()
        );
    }
}
