//! A text in both languages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in every language of the product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppText)]
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
