//! What administrators read and set.

use http::Method;

use super::send::part;
use super::{Client, ClientError};
use crate::api::types::{
    CertificateInfo, DirectorySettings, DirectoryTest, DomainCheck, EventEntry, GroupEntry, NewCertificate, NewPerson,
    NewRegistrationToken, Page, PageQuery, PersonEntry, RegistrationToken, Server, SignInSettings, Status,
};

impl Client {
    /// The audit list, newest first.
    pub async fn events(&self, query: &PageQuery) -> Result<Page<EventEntry>, ClientError> {
        self.read(&format!("/api/v1/events?{}", page(query))).await
    }

    /// The servers.
    pub async fn servers(&self) -> Result<Vec<Server>, ClientError> {
        self.read("/api/v1/servers").await
    }

    /// The state of the whole.
    pub async fn status(&self) -> Result<Status, ClientError> {
        self.read("/api/v1/status").await
    }

    /// People, local and of the directory.
    pub async fn people(&self, query: &PageQuery) -> Result<Page<PersonEntry>, ClientError> {
        self.read(&format!("/api/v1/people?{}", page(query))).await
    }

    /// Makes a local account.
    pub async fn new_person(&self, order: &NewPerson) -> Result<PersonEntry, ClientError> {
        self.write(Method::POST, "/api/v1/people", order).await
    }

    /// Groups, local and of the directory.
    pub async fn groups(&self, query: &PageQuery) -> Result<Page<GroupEntry>, ClientError> {
        self.read(&format!("/api/v1/groups?{}", page(query))).await
    }

    /// How people sign in.
    pub async fn sign_in_settings(&self) -> Result<SignInSettings, ClientError> {
        self.read("/api/v1/sign-in").await
    }

    /// Decides it.
    pub async fn set_sign_in_settings(&self, settings: &SignInSettings) -> Result<(), ClientError> {
        self.write(Method::PUT, "/api/v1/sign-in", settings).await
    }

    /// The directory's settings, without the password.
    pub async fn directory(&self) -> Result<Option<DirectorySettings>, ClientError> {
        self.read("/api/v1/directory").await
    }

    /// Sets the directory.
    pub async fn set_directory(&self, settings: &DirectorySettings) -> Result<(), ClientError> {
        self.write(Method::PUT, "/api/v1/directory", settings).await
    }

    /// Makes an initial access token for registering `OpenID` clients.
    pub async fn new_registration_token(&self, order: &NewRegistrationToken) -> Result<RegistrationToken, ClientError> {
        self.write(Method::POST, "/api/v1/registration-tokens", order).await
    }

    /// What the gateways show.
    pub async fn certificate(&self) -> Result<Option<CertificateInfo>, ClientError> {
        self.read("/api/v1/certificate").await
    }

    /// Takes a certificate from elsewhere.
    pub async fn set_certificate(&self, order: &NewCertificate) -> Result<Option<CertificateInfo>, ClientError> {
        self.write(Method::PUT, "/api/v1/certificate", order).await
    }

    /// Issues the own authority's certificate anew, also `instead` of one from elsewhere.
    pub async fn renew_certificate(&self, instead: bool) -> Result<Option<CertificateInfo>, ClientError> {
        let order = serde_json::json!({ "instead": instead });
        self.write(Method::POST, "/api/v1/certificate/renewals", &order).await
    }

    /// Looks at this cloud's domain again.
    pub async fn check_domain(&self) -> Result<DomainCheck, ClientError> {
        self.write(Method::POST, "/api/v1/domain-checks", &()).await
    }

    /// Tries settings without keeping them.
    pub async fn test_directory(&self, settings: &DirectorySettings) -> Result<DirectoryTest, ClientError> {
        self.write(Method::POST, "/api/v1/directory/tests", settings).await
    }
}

fn page(query: &PageQuery) -> String {
    let mut fields = Vec::new();
    if let Some(search) = &query.search {
        fields.push(format!("search={}", part(search)));
    }
    if let Some(after) = &query.after {
        fields.push(format!("after={}", part(after)));
    }
    if let Some(limit) = query.limit {
        fields.push(format!("limit={limit}"));
    }
    fields.join("&")
}
