//! Whether the directory answers us at all: for administrators, before people complain.

use uuid::Uuid;

use super::{DirectoryError, Identity, IdentityError};

impl Identity {
    /// Asks every directory for an account that nobody has: an answer means that a controller is there
    /// and takes the service account. No directory is no trouble.
    pub async fn ask_directory(&self) -> Result<(), DirectoryError> {
        let directories = match self.current_directories().await {
            Ok(Some(directories)) => directories,
            Err(IdentityError::Directory(error)) => return Err(error),
            // Without documents nobody can say; that is told elsewhere.
            Ok(None) | Err(_) => return Ok(()),
        };
        for directory in directories.each() {
            directory.refresh(Uuid::nil()).await?;
        }
        Ok(())
    }
}
