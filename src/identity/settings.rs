//! The directory's settings, and the directory made from them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::directory::{ActiveDirectory, Directory};
use super::secrets::{DIRECTORY, DirectoryPassword};
use super::{Identity, IdentityError};
use crate::api::types::{DirectorySettings, DirectoryTest};
use crate::state::{Document, Kind, StateError, kinds};
use crate::web::Words;

/// The settings without the password.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct DirectoryDocument {
    directory: DirectorySettings,
}

impl Document for DirectoryDocument {
    const KIND: Kind = kinds::SETTING;
}

impl Identity {
    /// The directory's settings, without its password.
    pub async fn directory(&self) -> Result<Option<DirectorySettings>, IdentityError> {
        Ok(self.store.get::<DirectoryDocument>(DIRECTORY).await?.map(|stored| stored.body.directory))
    }

    /// Keeps the directory's settings; an empty password keeps the one that is stored.
    pub async fn set_directory(&self, settings: &DirectorySettings) -> Result<(), IdentityError> {
        ActiveDirectory::check(settings)?;
        if !settings.password.is_empty() {
            let secret = DirectoryPassword { directory_password: settings.password.clone() };
            self.store.put(DIRECTORY, &secret).await?;
        }
        let document =
            DirectoryDocument { directory: DirectorySettings { password: String::new(), ..settings.clone() } };
        self.store.put(DIRECTORY, &document).await?;
        Ok(())
    }

    /// Forgets the directory: its people cannot sign in any more, their sessions end by themselves.
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
            settings.password = self.directory_password().await.unwrap_or_default();
        }
        super::directory::test(&settings, words, &*self.names).await
    }

    async fn directory_password(&self) -> Result<String, IdentityError> {
        let stored = self.store.need::<DirectoryPassword>(DIRECTORY).await?;
        Ok(stored.map(|stored| stored.body.directory_password).unwrap_or_default())
    }

    /// The directory as configured now; made again only when its settings changed.
    pub(super) async fn current_directory(&self) -> Result<Option<Arc<dyn Directory>>, IdentityError> {
        let Some(stored) = self.store.get::<DirectoryDocument>(DIRECTORY).await? else { return Ok(None) };
        let password = self.store.get::<DirectoryPassword>(DIRECTORY).await?;
        let version = format!("{}/{}", stored.version.0, password.as_ref().map_or("", |stored| &stored.version.0));
        if let Some(made) = self.directory.made(&version) {
            return Ok(Some(made));
        }
        let mut settings = stored.body.directory;
        settings.password = password.map(|stored| stored.body.directory_password).unwrap_or_default();
        let made: Arc<dyn Directory> =
            Arc::new(ActiveDirectory::with_names(settings, self.ambient.clone(), self.names.clone())?);
        self.directory.keep(version, made.clone());
        Ok(Some(made))
    }
}
