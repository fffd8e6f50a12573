//! The directories' settings, and the directories made from them.
//!
//! There is a list of domains; the first one is what the set-up and `PUT /directory` know.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::directory::{ActiveDirectory, Directories, Directory};
use super::secrets::{DIRECTORY, DirectoryPassword};
use super::{Identity, IdentityError};
use crate::api::types::{DirectorySettings, DirectoryTest};
use crate::state::{Document, Kind, StateError, kinds};
use crate::web::Words;

/// The settings without passwords.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct DirectoryDocument {
    directory: DirectorySettings,
    /// Further domains.
    #[serde(default)]
    more: Vec<DirectorySettings>,
}

impl Document for DirectoryDocument {
    const KIND: Kind = kinds::SETTING;
}

impl DirectoryDocument {
    fn all(self) -> Vec<DirectorySettings> {
        [vec![self.directory], self.more].concat()
    }
}

impl Identity {
    /// The first directory's settings, without its password.
    pub async fn directory(&self) -> Result<Option<DirectorySettings>, IdentityError> {
        Ok(self.directories().await?.into_iter().next())
    }

    /// The settings of all directories, without passwords.
    pub async fn directories(&self) -> Result<Vec<DirectorySettings>, IdentityError> {
        let stored = self.store.get::<DirectoryDocument>(DIRECTORY).await?;
        Ok(stored.map(|stored| stored.body.all()).unwrap_or_default())
    }

    /// Keeps the first directory's settings; an empty password keeps the one that is stored.
    pub async fn set_directory(&self, settings: &DirectorySettings) -> Result<(), IdentityError> {
        ActiveDirectory::check(settings)?;
        let further = self.directories().await?.into_iter().skip(1).filter(|other| !same(other, &settings.domain));
        let all = [settings.clone()].into_iter().chain(further).collect();
        self.keep_directories(all, settings).await
    }

    /// Adds a directory, or changes the one of that domain, wherever it stands in the list.
    pub async fn add_directory(&self, settings: &DirectorySettings) -> Result<(), IdentityError> {
        ActiveDirectory::check(settings)?;
        let mut all = self.directories().await?;
        match all.iter_mut().find(|other| same(other, &settings.domain)) {
            Some(known) => *known = settings.clone(),
            None if settings.password.is_empty() => return Err(IdentityError::Invalid("directory-password")),
            None => all.push(settings.clone()),
        }
        self.keep_directories(all, settings).await
    }

    /// Writes the list, and the password of the one that changed, if one was given.
    async fn keep_directories(
        &self,
        all: Vec<DirectorySettings>,
        changed: &DirectorySettings,
    ) -> Result<(), IdentityError> {
        let mut passwords = self.directory_passwords().await?;
        if !changed.password.is_empty() {
            if all.first().is_some_and(|first| same(first, &changed.domain)) {
                passwords.directory_password.clone_from(&changed.password);
            } else {
                passwords.more.insert(changed.domain.to_lowercase(), changed.password.clone());
            }
        }
        passwords.more.retain(|domain, _| all.iter().skip(1).any(|other| same(other, domain)));
        self.store.put(DIRECTORY, &passwords).await?;
        let mut all = all.into_iter().map(|settings| DirectorySettings { password: String::new(), ..settings });
        if let Some(directory) = all.next() {
            self.store.put(DIRECTORY, &DirectoryDocument { directory, more: all.collect() }).await?;
        }
        Ok(())
    }

    /// Forgets a further domain: its people cannot sign in any more.
    pub async fn remove_directory_of(&self, domain: &str) -> Result<(), IdentityError> {
        let mut all = self.directories().await?;
        let Some(place) = all.iter().position(|other| same(other, domain)) else {
            return Err(IdentityError::NotFound("directory"));
        };
        if all.len() == 1 {
            return self.remove_directory().await;
        }
        let gone = all.remove(place);
        let mut passwords = self.directory_passwords().await?;
        if place == 0 {
            let next = passwords.more.remove(&all[0].domain.to_lowercase());
            passwords.directory_password = next.unwrap_or_default();
            self.store.put(DIRECTORY, &passwords).await?;
        }
        self.keep_directories(all, &DirectorySettings { password: String::new(), ..gone }).await
    }

    /// Forgets all directories: their people cannot sign in any more, their sessions end by themselves.
    pub async fn remove_directory(&self) -> Result<(), IdentityError> {
        for gone in [
            self.store.delete::<DirectoryDocument>(DIRECTORY, None).await,
            self.store.delete::<DirectoryPassword>(DIRECTORY, None).await,
        ] {
            match gone {
                Ok(()) | Err(StateError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Tries settings without keeping them: one bind, never a loop.
    pub async fn test_directory(&self, settings: &DirectorySettings, words: &Words) -> DirectoryTest {
        let mut settings = settings.clone();
        if settings.password.is_empty() {
            settings.password = self.stored_password(&settings.domain).await.unwrap_or_default();
        }
        super::directory::test(&settings, words, &*self.names).await
    }

    /// The password that is stored for a domain; no other domain's controllers are shown it.
    async fn stored_password(&self, domain: &str) -> Option<String> {
        let (all, passwords) = (self.directories().await.ok()?, self.directory_passwords().await.ok()?);
        match all.iter().position(|other| same(other, domain))? {
            0 => Some(passwords.directory_password),
            _ => passwords.more.get(&domain.trim().to_lowercase()).cloned(),
        }
    }

    async fn directory_passwords(&self) -> Result<DirectoryPassword, IdentityError> {
        let stored = self.store.need::<DirectoryPassword>(DIRECTORY).await?;
        Ok(stored.map(|stored| stored.body).unwrap_or_default())
    }

    /// The directories as configured now; made again only when their settings changed.
    pub(super) async fn current_directories(&self) -> Result<Option<Directories>, IdentityError> {
        let Some(stored) = self.store.get::<DirectoryDocument>(DIRECTORY).await? else { return Ok(None) };
        let passwords = self.store.get::<DirectoryPassword>(DIRECTORY).await?;
        let version = format!("{}/{}", stored.version.0, passwords.as_ref().map_or("", |stored| &stored.version.0));
        if let Some(made) = self.directory.made(&version) {
            return Ok(Some(made));
        }
        let passwords = passwords.map(|stored| stored.body).unwrap_or_default();
        let mut all: Vec<Arc<dyn Directory>> = Vec::new();
        for (place, mut settings) in stored.body.all().into_iter().enumerate() {
            settings.password = match place {
                0 => passwords.directory_password.clone(),
                _ => passwords.more.get(&settings.domain.to_lowercase()).cloned().unwrap_or_default(),
            };
            all.push(Arc::new(ActiveDirectory::with_names(settings, self.ambient.clone(), self.names.clone())?));
        }
        let Some(made) = Directories::of(all) else { return Ok(None) };
        self.directory.keep(version, made.clone());
        Ok(Some(made))
    }
}

fn same(settings: &DirectorySettings, domain: &str) -> bool {
    settings.domain.trim().eq_ignore_ascii_case(domain.trim())
}
