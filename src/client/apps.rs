//! The store and what is installed.

use bytes::Bytes;
use http::Method;

use super::send::part;
use super::{Client, ClientError, Updates};
use crate::api::types::{CatalogueApp, InstallApp, InstalledApp, RemoveApp, RenderedApp};

impl Client {
    /// Everything in the store.
    pub async fn catalogue(&self) -> Result<Vec<CatalogueApp>, ClientError> {
        self.read("/api/v1/catalogue").await
    }

    /// What is installed.
    pub async fn apps(&self) -> Result<Vec<InstalledApp>, ClientError> {
        self.read("/api/v1/apps").await
    }

    /// One installed app.
    pub async fn app(&self, name: &str) -> Result<InstalledApp, ClientError> {
        self.read(&format!("/api/v1/apps/{}", part(name))).await
    }

    /// Orders an installation; the answer shows its first state.
    pub async fn install_app(&self, order: &InstallApp) -> Result<InstalledApp, ClientError> {
        self.write(Method::POST, "/api/v1/apps", order).await
    }

    /// Tries a failed installation or removal again.
    pub async fn retry_app(&self, name: &str) -> Result<InstalledApp, ClientError> {
        self.write(Method::POST, &format!("/api/v1/apps/{}/retries", part(name)), &()).await
    }

    /// Orders a removal.
    pub async fn remove_app(&self, name: &str, how: RemoveApp) -> Result<InstalledApp, ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/apps/{}?purge={}", part(name), how.purge), &()).await
    }

    /// What an app would be made of.
    pub async fn render_app(&self, order: &InstallApp) -> Result<RenderedApp, ClientError> {
        self.write(Method::POST, "/api/v1/renders", order).await
    }

    /// Live progress of one app, from its present state on.
    pub async fn watch_app(&self, name: &str) -> Result<Updates<InstalledApp>, ClientError> {
        let path = format!("/api/v1/apps/{}/progress", part(name));
        Ok(Updates::new(self.call(Method::GET, &path, Bytes::new()).await?.into_body()))
    }
}
