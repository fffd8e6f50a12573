//! Answers to an app's questions, checked and completed with the safe defaults.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::manifest::{Manifest, Part, Question, QuestionKind, Reference, Template};
use super::refusal::Refusal;

/// Longest answer, in characters.
const LONGEST: usize = 500;

/// All answers: those given and, for the rest, the defaults.
pub fn complete(
    manifest: &Manifest,
    given: &BTreeMap<String, String>,
    host: &str,
    facts: &Facts,
) -> Result<BTreeMap<String, String>, Refusal> {
    if let Some(unknown) = given.keys().find(|id| !manifest.questions.iter().any(|question| question.id == **id)) {
        return Err(Refusal::new("apps-refusal-unknown-answer").with("answer", unknown));
    }
    manifest
        .questions
        .iter()
        .map(|question| {
            let answer = given.get(&question.id).cloned().unwrap_or_else(|| default(question, host, facts));
            check(question, &answer)?;
            Ok((question.id.clone(), answer))
        })
        .collect()
}

/// The safe default, references filled in.
pub fn default(question: &Question, host: &str, facts: &Facts) -> String {
    let Ok(template) = Template::parse(&question.default) else { return question.default.clone() };
    template
        .parts
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text,
            Part::Reference(Reference::Url) => facts.origin(host),
            Part::Reference(Reference::Host) => facts.host(host),
            Part::Reference(Reference::Locale) => facts.locale.clone(),
            Part::Reference(Reference::DeskOrigin) => facts.origin("desk"),
            Part::Reference(_) => String::new(),
        })
        .collect()
}

fn check(question: &Question, answer: &str) -> Result<(), Refusal> {
    let refused = |id: &'static str| Err(Refusal::new(id).with("answer", &question.id).with("value", answer));
    // An answer may land inside quotation marks of an app's own configuration.
    let risky = |character: char| character.is_control() || matches!(character, '"' | '\'' | '\\' | '`' | '$');
    if answer.chars().count() > LONGEST || answer.contains(risky) {
        return refused("apps-refusal-answer-characters");
    }
    match question.kind {
        QuestionKind::Enum if !question.values.iter().any(|value| value == answer) => {
            Err(Refusal::new("apps-refusal-answer-not-listed")
                .with("answer", &question.id)
                .with("value", answer)
                .with("known", question.values.join(", ")))
        }
        QuestionKind::Bool if !matches!(answer, "true" | "false") => refused("apps-refusal-answer-bool"),
        QuestionKind::Number if answer.parse::<i64>().is_err() => refused("apps-refusal-answer-number"),
        _ => Ok(()),
    }
}
