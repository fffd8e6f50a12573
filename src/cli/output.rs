//! Lines for people, values for programs.

use std::io::Write as _;

use serde::Serialize;

/// How answers are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON value.
    Json,
}

/// Prints answers and failures.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    format: OutputFormat,
}

impl Output {
    /// With a format.
    pub fn new(format: OutputFormat) -> Self {
        Self { format }
    }

    /// Whether programs read along.
    pub fn is_json(self) -> bool {
        self.format == OutputFormat::Json
    }

    /// One line for people; nothing in JSON.
    pub fn line(self, text: &str) {
        if !self.is_json() {
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }

    /// The answer: as JSON, or as the lines that `text` makes of it.
    pub fn answer<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) {
        let text = if self.is_json() { serde_json::to_string_pretty(value).unwrap_or_default() } else { text(value) };
        let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
    }

    /// A failure, on standard error.
    pub fn failure(self, code: u8, sentence: &str, next: Option<&str>) {
        let mut stderr = std::io::stderr();
        if self.is_json() {
            let value = serde_json::json!({ "error": sentence, "next": next, "exit": code });
            let _ = writeln!(stderr, "{value}");
            return;
        }
        let _ = writeln!(stderr, "unidash: {sentence}");
        if let Some(next) = next {
            let _ = writeln!(stderr, "         {next}");
        }
    }
}
