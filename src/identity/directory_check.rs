//! Whether the directory answers us at all: for administrators, before people complain.

use uuid::Uuid;

use super::{DirectoryError, Identity, IdentityError};

impl Identity {
    /// Asks the directory for an account that nobody has: an answer means that a controller is there
    /// and takes the service account. No directory is no trouble.
    pub async fn ask_directory(&self) -> Result<(), DirectoryError> {
        let directory = match self.current_directory().await {
            Ok(Some(directory)) => directory,
            Err(IdentityError::Directory(error)) => return Err(error),
            // Without documents nobody can say; that is told elsewhere.
            Ok(None) | Err(_) => return Ok(()),
        };
        directory.refresh(Uuid::nil()).await.map(drop)
    }
}
