//! Words in both languages, and pages of long lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in every language of the product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

impl Text {
    /// The text in a language; anything but `fr` is English.
    pub fn in_language(&self, language: &str) -> &str {
        if language.starts_with("fr") { &self.fr } else { &self.en }
    }

    /// The same word in both languages.
    pub fn same(word: impl Into<String>) -> Self {
        let en = word.into();
        Self { fr: en.clone(), en }
    }
}

/// One page of a long list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// How many there are in all; what lies in a directory is counted to 20,000.
    pub total: u64,
    /// Give this as `after` to get the next page; none on the last.
    pub next: Option<String>,
}

/// Which page of a list, and what to search for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, utoipa::IntoParams)]
#[serde(default)]
pub struct PageQuery {
    /// Words to search for.
    pub search: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Entries per page, 1–200, default 50.
    pub limit: Option<u32>,
}
