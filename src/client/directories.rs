//! Several domains.

use axum::body::Bytes;
use http::Method;

use super::send::part;
use super::{Client, ClientError};
use crate::api::types::DirectorySettings;

impl Client {
    /// The settings of every domain, without passwords.
    pub async fn directories(&self) -> Result<Vec<DirectorySettings>, ClientError> {
        self.read("/api/v1/directories").await
    }

    /// Adds a domain or changes it; an empty password keeps the stored one.
    pub async fn set_directory_of(&self, settings: &DirectorySettings) -> Result<(), ClientError> {
        self.write(Method::PUT, &format!("/api/v1/directories/{}", part(&settings.domain)), settings).await
    }

    /// Forgets a domain.
    pub async fn remove_directory_of(&self, domain: &str) -> Result<(), ClientError> {
        self.call(Method::DELETE, &format!("/api/v1/directories/{}", part(domain)), Bytes::new()).await.map(|_| ())
    }
}
