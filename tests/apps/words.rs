//! Findings and refusals as sentences, in both languages.

use unidash::apps::manifest::lint;
use unidash::web::{Language, Words};

use super::world::SMALL;

#[test]
fn an_unknown_key_is_one_clear_sentence_with_its_line_in_both_languages() {
    let finding = &lint(&SMALL.replace("    port: 8080", "    prot: 8080"))[0];
    assert_eq!(
        finding.sentence(Words::of(Language::En)),
        "Line 13: There is no key “prot”. Write “port” if that is what you meant, or remove it."
    );
    assert_eq!(
        finding.sentence(Words::of(Language::Fr)),
        "Ligne 13\u{a0}: La clé «\u{a0}prot\u{a0}» n’existe pas. Écrivez «\u{a0}port\u{a0}» si c’est ce que vous vouliez, ou retirez-la."
    );
}

#[test]
fn every_finding_of_broken_files_has_its_words() {
    for broken in ["", "- a", "id: [", &SMALL.replace("mode: none", "mode: saml"), &SMALL.replace("small:1", "small")] {
        for finding in lint(broken) {
            for language in [Language::En, Language::Fr] {
                let sentence = finding.sentence(Words::of(language));
                assert!(!sentence.contains("apps-lint") && !sentence.contains('{'), "{sentence}");
            }
        }
    }
}
