//! Which language a reader gets.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use serde::{Deserialize, Serialize};

use super::cookies;

/// A language of the product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];
    /// Name of the cookie that keeps a choice made before sign-in.
    pub const COOKIE: &'static str = "unidash-language";

    /// The tag: `en` or `fr`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// From a tag such as `fr`, `fr-CA` or `en_GB.UTF-8`.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The choice kept in a cookie, else the best of `Accept-Language` (RFC 9110 §12.5.4), else English.
    pub fn of(headers: &HeaderMap) -> Self {
        cookies::get(headers, Self::COOKIE)
            .and_then(|tag| Self::parse(&tag))
            .or_else(|| headers.get(ACCEPT_LANGUAGE)?.to_str().ok().and_then(best))
            .unwrap_or_default()
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

fn best(accept: &str) -> Option<Language> {
    let mut found: Vec<(f32, Language)> = accept
        .split(',')
        .filter_map(|part| {
            let mut fields = part.trim().split(';');
            let language = Language::parse(fields.next()?.trim())?;
            let quality = fields
                .find_map(|field| field.trim().strip_prefix("q="))
                .map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
            (quality > 0.0).then_some((quality, language))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.first().map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_quality_wins_and_foreign_languages_are_passed_over() {
        assert_eq!(best("de, en;q=0.5, fr-CA;q=0.8"), Some(Language::Fr));
        assert_eq!(best("de"), None);
        assert_eq!(best("fr;q=0, en"), Some(Language::En));
    }
}
