//! The store's catalogue: `store/*.yaml` and the icons beside, inside the binary.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::manifest::{self, Findings, Manifest};

#[derive(RustEmbed)]
#[folder = "store/"]
#[include = "*.yaml"]
#[include = "*.svg"]
struct Files;

/// An app of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What its file says.
    pub manifest: Manifest,
    /// The file itself.
    pub source: String,
    /// Its icon, SVG.
    pub icon: String,
}

/// All apps of the store, by short name; cheap to clone.
#[derive(Debug, Clone)]
pub struct Catalogue(Arc<BTreeMap<String, Entry>>);

impl Catalogue {
    /// Reads the files inside the binary. One that does not pass the linter is left out and
    /// logged; a test keeps that from happening to ours.
    pub fn embedded() -> Self {
        let mut entries = BTreeMap::new();
        for (path, source) in Self::sources() {
            match Self::entry(source) {
                Ok(entry) => {
                    entries.insert(entry.manifest.short().to_owned(), entry);
                }
                Err(findings) => tracing::error!(file.path = path, error = %findings, "store file left out"),
            }
        }
        Self(Arc::new(entries))
    }

    /// Name and text of every file of the store.
    pub fn sources() -> Vec<(String, String)> {
        Files::iter()
            .filter(|path| path.ends_with(".yaml"))
            .filter_map(|path| Some((path.to_string(), text(&path)?)))
            .collect()
    }

    fn entry(source: String) -> Result<Entry, Findings> {
        let manifest = manifest::read(&source)?;
        let icon = text(&manifest.icon).unwrap_or_else(|| PLAIN_ICON.to_owned());
        Ok(Entry { manifest, source, icon })
    }

    /// All apps, by short name.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.values()
    }

    /// The app of that short name or identifier.
    pub fn find(&self, app: &str) -> Option<&Entry> {
        self.0.get(app).or_else(|| self.0.values().find(|entry| entry.manifest.id == app))
    }

    /// The icon of an app.
    pub fn icon(&self, short: &str) -> Option<&str> {
        self.find(short).map(|entry| entry.icon.as_str())
    }
}

/// A square of squares: for apps from a file of one's own.
pub const PLAIN_ICON: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" "#,
    r#"stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><rect x="4" y="4" width="6.5" height="6.5" rx="2"/>"#,
    r#"<rect x="13.5" y="4" width="6.5" height="6.5" rx="2"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="2"/>"#,
    r#"<circle cx="16.75" cy="16.75" r="3.25"/></svg>"#,
);

fn text(path: &str) -> Option<String> {
    let file = Files::get(path)?;
    String::from_utf8(file.data.into_owned()).ok()
}
