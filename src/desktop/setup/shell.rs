//! What stands around every step: where one is, what is done, the other language.

use super::STEPS;
use crate::client::types::SetupState;
use crate::web::{Language, Words};

/// One step in the list beside the form.
pub(in crate::desktop) struct Stone {
    pub(in crate::desktop) number: usize,
    pub(in crate::desktop) step: &'static str,
    pub(in crate::desktop) label: String,
    pub(in crate::desktop) said: String,
    pub(in crate::desktop) look: &'static str,
    pub(in crate::desktop) open: bool,
}

/// The frame of a step's page.
pub(in crate::desktop) struct Shell {
    pub(in crate::desktop) stones: Vec<Stone>,
    pub(in crate::desktop) step: &'static str,
    pub(in crate::desktop) title: String,
    pub(in crate::desktop) text: String,
    pub(in crate::desktop) place: String,
    pub(in crate::desktop) back: Option<&'static str>,
    pub(in crate::desktop) languages: Vec<Tongue>,
}

/// A language of the switch.
pub(in crate::desktop) struct Tongue {
    pub(in crate::desktop) tag: &'static str,
    pub(in crate::desktop) name: &'static str,
    pub(in crate::desktop) chosen: bool,
}

impl Shell {
    pub(super) fn new(words: Words, step: &'static str, state: &SetupState) -> Self {
        let stones: Vec<Stone> =
            STEPS.iter().enumerate().map(|(index, known)| Stone::new(words, index, known, step, state)).collect();
        let number = stones.iter().position(|stone| stone.step == step).unwrap_or_default();
        let place = [("number", (number + 1).to_string()), ("total", STEPS.len().to_string())];
        let place: Vec<(&str, &str)> = place.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Self {
            title: words.say(&format!("setup-{step}-title")),
            text: words.say(&format!("setup-{step}-text")),
            place: words.tell("setup-place", &place),
            back: number.checked_sub(1).map(|before| STEPS[before]),
            languages: tongues(words),
            stones,
            step,
        }
    }
}

/// The switch of languages at the foot of a page.
pub(in crate::desktop) fn tongues(words: Words) -> Vec<Tongue> {
    let name = |language| match language {
        Language::Fr => "Français",
        Language::En => "English",
    };
    let tongue =
        |language: Language| Tongue { tag: language.tag(), name: name(language), chosen: language == words.language() };
    Language::ALL.iter().copied().map(tongue).collect()
}

impl Stone {
    fn new(words: Words, index: usize, known: &'static str, step: &str, state: &SetupState) -> Self {
        let said = match known {
            "language" => state.language.as_ref().map(|tag| {
                let language = if tag == "fr" { "Français" } else { "English" };
                let company = state.company.as_deref().filter(|name| !name.is_empty());
                company.map_or_else(|| language.to_owned(), |company| format!("{language} · {company}"))
            }),
            "domain" => state.domain.clone(),
            "certificate" => state.certificate.as_ref().map(|kind| words.say(&format!("setup-certificate-is-{kind}"))),
            "admin" => state.admin.clone(),
            "directory" => state.directory.clone(),
            _ => None,
        };
        let done = said.is_some();
        let next = STEPS.iter().position(|name| *name == state.next).unwrap_or(STEPS.len());
        Self {
            number: index + 1,
            step: known,
            label: words.say(&format!("setup-{known}-name")),
            look: if known == step {
                " is-now"
            } else if done {
                " is-done"
            } else {
                ""
            },
            open: done || index <= next,
            said: said.unwrap_or_default(),
        }
    }
}
