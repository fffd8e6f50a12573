//! The app's client at the provider.

use super::super::manifest::{Manifest, Pkce};
use super::super::render::{Client, sign_on_addresses};
use super::super::{Facts, Refusal};
use super::AppsError;
use crate::api::types;
use crate::identity::{Identity, IdentityError, NewClient};

/// Registers clients: the identity room, in tests a list.
#[async_trait::async_trait]
pub trait SignOn: Send + Sync + 'static {
    /// Registers a client or brings it up to date; its secret stays.
    async fn register(&self, order: NewClient) -> Result<Client, IdentityError>;
    /// Removes a client; absent is no error.
    async fn remove(&self, id: &str) -> Result<(), IdentityError>;
}

#[async_trait::async_trait]
impl SignOn for Identity {
    async fn register(&self, order: NewClient) -> Result<Client, IdentityError> {
        let client = self.register_client(order).await?;
        Ok(Client { id: client.id, secret: client.secret.unwrap_or_default() })
    }

    async fn remove(&self, id: &str) -> Result<(), IdentityError> {
        self.remove_client(id).await
    }
}

/// Identifier of an installed app's client: it must not meet those of the cloud's own.
pub(super) fn client_id(name: &str) -> String {
    format!("app-{name}")
}

/// The order for an app's client; none if it signs nobody in by OpenID Connect.
pub(super) fn order(
    manifest: &Manifest,
    name: &str,
    groups: Vec<String>,
    facts: &Facts,
) -> Result<Option<NewClient>, Refusal> {
    let (Some(oidc), Some(addresses)) = (&manifest.sso.oidc, sign_on_addresses(manifest, name, facts)?) else {
        return Ok(None);
    };
    Ok(Some(NewClient {
        id: client_id(name),
        name: types::Text { en: manifest.name.en.clone(), fr: manifest.name.fr.clone() },
        app: Some(name.to_owned()),
        redirect_uris: addresses.redirect,
        post_logout_redirect_uris: addresses.post_logout,
        backchannel_logout_uri: addresses.backchannel_logout,
        initiate_login_uri: addresses.initiate_login,
        auth_method: oidc.token_auth.word().to_owned(),
        pkce_required: oidc.pkce == Pkce::S256,
        scopes: oidc.scopes.clone(),
        groups,
        group_names: oidc.roles.values().cloned().collect(),
        first_party: true,
        id_token_alg: "RS256".to_owned(),
    }))
}

impl From<IdentityError> for AppsError {
    fn from(error: IdentityError) -> Self {
        Self::Identity(error.to_string())
    }
}
