//! My account: sessions, second factors, consents, password.

use http::Method;

use super::send::part;
use super::{Client, ClientError};
use crate::api::types::{ChangePassword, ConsentEntry, EndedSessions, RecoveryCodes, SecondFactors, SessionEntry};

impl Client {
    /// Where the person is signed in.
    pub async fn my_sessions(&self) -> Result<Vec<SessionEntry>, ClientError> {
        self.read("/api/v1/me/sessions").await
    }

    /// Signs one of the person's browsers out.
    pub async fn end_my_session(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/me/sessions/{}", part(id)), &()).await
    }

    /// Signs out all but this one.
    pub async fn end_my_other_sessions(&self) -> Result<EndedSessions, ClientError> {
        self.write(Method::DELETE, "/api/v1/me/sessions", &()).await
    }

    /// What the person shows besides the password.
    pub async fn my_second_factors(&self) -> Result<SecondFactors, ClientError> {
        self.read("/api/v1/me/second-factors").await
    }

    /// Forgets one of them.
    pub async fn remove_my_second_factor(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/me/second-factors/{}", part(id)), &()).await
    }

    /// A new set of recovery codes, in this answer only.
    pub async fn new_recovery_codes(&self) -> Result<RecoveryCodes, ClientError> {
        self.write(Method::POST, "/api/v1/me/recovery-codes", &()).await
    }

    /// Apps that the person agreed to be known to.
    pub async fn my_consents(&self) -> Result<Vec<ConsentEntry>, ClientError> {
        self.read("/api/v1/me/consents").await
    }

    /// Withdraws one.
    pub async fn withdraw_consent(&self, client: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &format!("/api/v1/me/consents/{}", part(client)), &()).await
    }

    /// Changes the person's password.
    pub async fn change_my_password(&self, order: &ChangePassword) -> Result<(), ClientError> {
        self.write(Method::PUT, "/api/v1/me/password", order).await
    }
}
