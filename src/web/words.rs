//! All words that people see, from the Fluent catalogues under `assets/words/`.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

use super::Language;

#[derive(RustEmbed)]
#[folder = "assets/words/"]
struct Catalogues;

/// The words of one language; `Copy`, made to be handed to templates.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
    bundle: &'static FluentBundle<FluentResource>,
}

// Constants that need parsing once: the embedded catalogues never change while a process runs.
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Language::En));
static FRENCH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Language::Fr));

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Self {
        let bundle = match language {
            Language::En => &*ENGLISH,
            Language::Fr => &*FRENCH,
        };
        Self { language, bundle }
    }

    /// Which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a key. A missing key shows itself, and a test fails on it.
    pub fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of a key with arguments: `words.tell("desktop-hello", &[("name", &name)])`.
    /// A value that is a whole number chooses plural forms.
    pub fn tell(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let mut all = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            all.set(*name, FluentValue::try_number(value));
        }
        self.format(key, Some(&all))
    }

    /// Whether the catalogue has the key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(words.key = key, "missing words");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text: Cow<'_, str> = self.bundle.format_pattern(pattern, arguments, &mut errors);
        text.into_owned()
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.language)
    }
}

fn load(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    for path in Catalogues::iter().filter(|path| path.starts_with(language.tag())) {
        let Some(file) = Catalogues::get(&path) else { continue };
        let source = String::from_utf8_lossy(&file.data).into_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
            tracing::error!(words.file = %path, words.errors = ?errors, "broken catalogue");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(words.file = %path, words.errors = ?errors, "key in two catalogues");
        }
    }
    bundle
}
