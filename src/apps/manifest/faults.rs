//! What the YAML reader objects to, as findings with a line.

use serde_saphyr::Error;

use super::lint::Finding;

/// The finding for an error of the reader.
pub(super) fn finding(error: &Error) -> Finding {
    let error = error.without_snippet();
    let line = error.location().and_then(|place| usize::try_from(place.line()).ok()).filter(|line| *line > 0);
    let finding = match error {
        Error::SerdeUnknownField { field, expected, .. } => match nearest(field, expected) {
            Some(near) => Finding::new("apps-lint-unknown-key-near").with("key", field).with("near", near),
            None => Finding::new("apps-lint-unknown-key").with("key", field).with("known", expected.join(", ")),
        },
        Error::SerdeMissingField { field, .. } => Finding::new("apps-lint-missing-key").with("key", field),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            Finding::new("apps-lint-unknown-word").with("word", variant).with("known", expected.join(", "))
        }
        Error::DuplicateMappingKey { key, .. } => {
            Finding::new("apps-lint-duplicate-key").with("key", key.as_deref().unwrap_or("?"))
        }
        Error::MultipleDocuments { .. } => Finding::new("apps-lint-two-documents"),
        Error::Eof { .. } => Finding::new("apps-lint-empty"),
        Error::AliasError { error, .. } => return finding(error),
        Error::SerdeInvalidType { .. }
        | Error::SerdeInvalidValue { .. }
        | Error::SerdeInvalidLength { .. }
        | Error::Unexpected { .. }
        | Error::InvalidScalar { .. }
        | Error::InvalidBooleanStrict { .. }
        | Error::NullIntoString { .. }
        | Error::UnexpectedValueForUnitEnumVariant { .. }
        | Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. }
        | Error::ExpectedStringKeyForExternallyTaggedEnum { .. }
        | Error::UnexpectedSequenceEnd { .. }
        | Error::UnexpectedMappingEnd { .. } => Finding::new("apps-lint-wrong-type"),
        _ => Finding::new("apps-lint-syntax"),
    };
    finding.at(line)
}

/// The known word that was probably meant: at most two letters away, or the same but for case.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (distance(&word.to_lowercase(), &candidate.to_lowercase()), *candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance * 2 <= candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_word_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("sevices", &["services", "secrets"]), Some("services"));
        assert_eq!(nearest("apiversion", &["apiVersion", "id"]), Some("apiVersion"));
        assert_eq!(nearest("colour", &["category", "id"]), None);
    }
}
