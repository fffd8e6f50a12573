//! Small parts of views: a coloured word, a line of a list of facts.

use crate::web::Words;

/// One word of state and its colour; the colour never speaks alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Class suffix: empty, ` is-good`, ` is-warn`, ` is-bad` or ` is-accent`.
    pub(super) look: &'static str,
    /// The word.
    pub(super) label: String,
}

impl Mark {
    /// A mark whose word is in the catalogue.
    pub(super) fn new(words: Words, look: &'static str, key: &str) -> Self {
        Self { look, label: words.say(key) }
    }
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// Name.
    pub(super) label: String,
    /// Value.
    pub(super) value: String,
    /// Where the value leads.
    pub(super) link: Option<String>,
}

impl Fact {
    /// A fact whose name is in the catalogue.
    pub(super) fn new(words: Words, key: &str, value: impl Into<String>) -> Self {
        Self { label: words.say(key), value: value.into(), link: None }
    }

    /// With a link.
    pub(super) fn leading_to(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }
}

/// A moment for programs, and for people without scripts.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    /// As RFC 3339 writes it; a script shows it in the reader's zone.
    pub(super) at: String,
    /// Day and minute in UTC.
    pub(super) short: String,
}

impl Moment {
    /// Of a moment in RFC 3339 and UTC.
    pub(super) fn new(at: String) -> Self {
        let short = at.get(..16).map_or_else(|| at.clone(), |minute| format!("{} UTC", minute.replace('T', " ")));
        Self { at, short }
    }
}
