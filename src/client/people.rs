//! One person, for administrators.

use http::Method;

use super::send::part;
use super::{Client, ClientError};
use crate::api::types::{EditPerson, EndedSessions, PersonDetail, SessionEntry, SignInEntry};

impl Client {
    /// One person, with how the account stands.
    pub async fn person(&self, id: &str) -> Result<PersonDetail, ClientError> {
        self.read(&person(id, "")).await
    }

    /// Changes a local account.
    pub async fn edit_person(&self, id: &str, order: &EditPerson) -> Result<PersonDetail, ClientError> {
        self.write(Method::PATCH, &person(id, ""), order).await
    }

    /// Removes a local account.
    pub async fn remove_person(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &person(id, ""), &()).await
    }

    /// Where somebody is signed in.
    pub async fn sessions_of(&self, id: &str) -> Result<Vec<SessionEntry>, ClientError> {
        self.read(&person(id, "/sessions")).await
    }

    /// Signs one browser of somebody out.
    pub async fn end_session_of(&self, id: &str, session: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &person(id, &format!("/sessions/{}", part(session))), &()).await
    }

    /// Signs somebody out everywhere.
    pub async fn end_sessions_of(&self, id: &str) -> Result<EndedSessions, ClientError> {
        self.write(Method::DELETE, &person(id, "/sessions"), &()).await
    }

    /// Forgets somebody's second factors.
    pub async fn remove_second_factors_of(&self, id: &str) -> Result<(), ClientError> {
        self.write(Method::DELETE, &person(id, "/second-factors"), &()).await
    }

    /// Somebody's last sign-ins, with the true reasons of refusals.
    pub async fn sign_ins_of(&self, id: &str) -> Result<Vec<SignInEntry>, ClientError> {
        self.read(&person(id, "/sign-ins")).await
    }
}

fn person(id: &str, below: &str) -> String {
    format!("/api/v1/people/{}{below}", part(id))
}
