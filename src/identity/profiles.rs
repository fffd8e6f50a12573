//! What a person chose, and who a directory person was when last seen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Identity, IdentityError, Person, Source};
use crate::api::types::Preferences;
use crate::state::{Document, Kind, Labels, kinds};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ProfileDocument {
    pub language: Option<String>,
    pub theme: Option<String>,
    /// The directory's person at the last sign-in: for personal tokens and app tokens.
    pub person: Option<Person>,
    pub seen_at: Option<Timestamp>,
    /// Scopes that the person agreed to share, by client.
    #[serde(default)]
    pub consents: std::collections::BTreeMap<String, Vec<String>>,
}

impl Document for ProfileDocument {
    const KIND: Kind = kinds::PROFILE;
    fn labels(&self) -> Labels {
        self.person.iter().map(|person| ("username", super::index(&person.username.to_lowercase()))).collect()
    }
}

impl Identity {
    /// Keeps a person's choice of language and theme; what is none stays as it was.
    pub async fn set_preferences(&self, person: Uuid, choice: &Preferences) -> Result<(), IdentityError> {
        let fits = |value: &Option<String>, words: &[&str]| value.as_deref().is_none_or(|value| words.contains(&value));
        if !fits(&choice.language, &["fr", "en"]) || !fits(&choice.theme, &["light", "dark", "system"]) {
            return Err(IdentityError::Invalid("preferences"));
        }
        let mut profile = self.profile(person).await?;
        profile.language = choice.language.clone().or(profile.language);
        profile.theme = choice.theme.clone().or(profile.theme);
        self.store.put(&person.to_string(), &profile).await?;
        Ok(())
    }

    pub(super) async fn profile(&self, person: Uuid) -> Result<ProfileDocument, IdentityError> {
        Ok(self.store.get(&person.to_string()).await?.map(|stored| stored.body).unwrap_or_default())
    }

    pub(super) async fn with_choices(&self, mut person: Person) -> Result<Person, IdentityError> {
        let profile = self.profile(person.id).await?;
        person.language = profile.language.or(person.language);
        person.theme = profile.theme.or(person.theme);
        Ok(person)
    }

    /// Notes a directory person's sign-in, when something about the person changed.
    pub(super) async fn note_profile(&self, person: &Person) -> Result<(), IdentityError> {
        if person.source == Source::Local {
            return Ok(());
        }
        let mut profile = self.profile(person.id).await?;
        if profile.person.as_ref() != Some(person) {
            profile.person = Some(person.clone());
            profile.seen_at = Some(self.ambient.now());
            self.store.put(&person.id.to_string(), &profile).await?;
        }
        Ok(())
    }

    /// A person by identifier, wherever the account lives, as known without asking a controller.
    pub async fn person(&self, id: Uuid) -> Result<Option<Person>, IdentityError> {
        if let Some(person) = self.local_person(id).await? {
            return Ok(Some(self.with_choices(person).await?));
        }
        if self.local(id).await?.is_some() {
            return Ok(None);
        }
        let profile = self.profile(id).await?;
        Ok(profile.person.map(|person| Person { language: profile.language, theme: profile.theme, ..person }))
    }
}
