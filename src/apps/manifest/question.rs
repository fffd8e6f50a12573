//! What is asked at installation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Text;

/// A question at installation, answered by `${answer.ID}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppQuestion)]
pub struct Question {
    /// Key of the answer: small letters, digits, `-`, `_`.
    pub id: String,
    /// Kind of answer.
    #[serde(rename = "type")]
    pub kind: QuestionKind,
    /// What to show; the identifier if missing.
    #[serde(default)]
    pub label: Option<Text>,
    /// Allowed answers of an `enum`.
    #[serde(default)]
    pub values: Vec<String>,
    /// The safe default; may use `${locale}`, `${url}`, `${host}`, `${desk.origin}`.
    pub default: String,
    /// Cannot be changed after the installation.
    #[serde(default)]
    pub immutable: bool,
    /// Asked only if these answers were given. Kept for its issue: every question is shown.
    #[serde(default)]
    pub show_if: Option<BTreeMap<String, String>>,
}

/// Kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppQuestionKind)]
pub enum QuestionKind {
    /// One line without quotation marks and backslashes.
    Text,
    /// One of `values`.
    Enum,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Number,
    /// A text that is kept as a secret.
    Secret,
    /// The name of a group.
    Group,
}

impl QuestionKind {
    /// Its word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Enum => "enum",
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Secret => "secret",
            Self::Group => "group",
        }
    }
}
