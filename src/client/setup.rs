//! The first minutes.

use http::Method;

use super::{Client, ClientError};
use crate::api::types::{
    DirectorySettings, DirectoryTest, DomainCheck, SetupAdmin, SetupCertificate, SetupCode, SetupDomain, SetupLanguage,
    SetupSession, SetupState,
};

impl Client {
    /// Trades the one-time code for a set-up session.
    pub async fn setup_session(&self, code: &SetupCode) -> Result<SetupSession, ClientError> {
        self.write(Method::POST, "/api/v1/setup/sessions", code).await
    }

    /// How far the set-up is.
    pub async fn setup_state(&self) -> Result<SetupState, ClientError> {
        self.read("/api/v1/setup").await
    }

    /// Step 1.
    pub async fn setup_language(&self, order: &SetupLanguage) -> Result<SetupState, ClientError> {
        self.write(Method::PUT, "/api/v1/setup/language", order).await
    }

    /// Looks at a domain without choosing it.
    pub async fn setup_check_domain(&self, order: &SetupDomain) -> Result<DomainCheck, ClientError> {
        self.write(Method::POST, "/api/v1/setup/domain-checks", order).await
    }

    /// Step 2.
    pub async fn setup_domain(&self, order: &SetupDomain) -> Result<SetupState, ClientError> {
        self.write(Method::PUT, "/api/v1/setup/domain", order).await
    }

    /// Step 3.
    pub async fn setup_certificate(&self, order: &SetupCertificate) -> Result<SetupState, ClientError> {
        self.write(Method::PUT, "/api/v1/setup/certificate", order).await
    }

    /// Step 4.
    pub async fn setup_admin(&self, order: &SetupAdmin) -> Result<SetupState, ClientError> {
        self.write(Method::PUT, "/api/v1/setup/admin", order).await
    }

    /// “Test” of step 5.
    pub async fn setup_test_directory(&self, order: &DirectorySettings) -> Result<DirectoryTest, ClientError> {
        self.write(Method::POST, "/api/v1/setup/directory-tests", order).await
    }

    /// Step 5.
    pub async fn setup_directory(&self, order: &DirectorySettings) -> Result<SetupState, ClientError> {
        self.write(Method::PUT, "/api/v1/setup/directory", order).await
    }

    /// Closes the set-up; the code is used up.
    pub async fn setup_finish(&self) -> Result<SetupState, ClientError> {
        self.write(Method::POST, "/api/v1/setup/completions", &()).await
    }
}
