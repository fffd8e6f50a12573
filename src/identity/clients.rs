//! `OpenID` clients: the desk, which is built in, and those that apps register.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clients_metadata::Metadata;
use super::{Identity, IdentityError};
use crate::api::types::Text;
use crate::state::{Document, Kind, Labels, StateError, kinds};
use crate::web::csrf;

/// Identifier of the desktop's own client.
pub(super) const DESK: &str = "desk";
/// Where the desktop receives its code.
const DESK_CALLBACK: &str = "/callback";

/// Order for a client; repeating it with the same `id` updates everything but the secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewClient {
    /// `client_id`: lower-case letters, digits and `-`.
    pub id: String,
    /// Name to show.
    pub name: Text,
    /// The installed app that it belongs to.
    pub app: Option<String>,
    /// Where codes may go; compared exactly (RFC 9700 §2.1).
    pub redirect_uris: Vec<String>,
    /// Where a person may land after logout (RP-Initiated Logout 1.0 §3.1).
    pub post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens go (Back-Channel Logout 1.0 §2.2).
    pub backchannel_logout_uri: Option<String>,
    /// Where a sign-in can be started from outside (OpenID Connect Core 1.0 §4).
    pub initiate_login_uri: Option<String>,
    /// `client_secret_basic`, `client_secret_post`, `private_key_jwt` or `none` (Core §9).
    pub auth_method: String,
    /// Refuse a request without a PKCE challenge; always so with `none`.
    pub pkce_required: bool,
    /// Scopes it may ask for; empty = all that there are.
    pub scopes: Vec<String>,
    /// Who may sign in: groups by name or identifier; empty = everybody.
    pub groups: Vec<String>,
    /// Groups that its claims may show; empty = all of the person's.
    pub group_names: Vec<String>,
    /// Ours, or installed by an administrator: no consent is asked.
    pub first_party: bool,
    /// `RS256` (default), `ES256` or `EdDSA`.
    pub id_token_alg: String,
}

/// What the app is configured with.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisteredClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    pub secret: Option<String>,
}

impl std::fmt::Debug for RegisteredClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisteredClient").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A client as the provider sees it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Client {
    /// What was ordered.
    #[serde(flatten)]
    pub order: NewClient,
    /// What it says about itself beyond that.
    #[serde(default)]
    pub metadata: Metadata,
    secret: Option<String>,
    /// Since when it is known.
    pub registered_at: Timestamp,
}

impl Client {
    /// Whether it cannot prove itself (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.order.auth_method == "none"
    }

    /// Whether it may authenticate this way. A secret of an ordered client is good in the header and
    /// in the form: many apps choose by themselves. Whoever registered is held to it.
    pub fn allows(&self, method: &str) -> bool {
        let by_secret = |method: &str| ["client_secret_basic", "client_secret_post"].contains(&method);
        let own = self.order.auth_method.as_str();
        own == method || (!self.metadata.dynamic && by_secret(own) && by_secret(method))
    }

    /// Its secret, for whoever registered it.
    pub fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    /// Whether a redirect address is registered: compared exactly (RFC 9700 §2.1), except for the port
    /// of a loopback address of a native app (RFC 8252 §7.3).
    pub fn knows_redirect(&self, uri: &str) -> bool {
        let native = self.is_public() && self.metadata.application_type == "native";
        self.order.redirect_uris.iter().any(|known| known == uri || (native && same_loopback(known, uri)))
    }

    /// Whether `secret` is its own, in constant time.
    pub fn secret_is(&self, secret: &str) -> bool {
        self.secret.as_deref().is_some_and(|own| csrf::same(own.as_bytes(), secret.as_bytes()))
    }

    /// Whether it may ask for a scope.
    pub fn may_ask(&self, scope: &str) -> bool {
        self.order.scopes.is_empty() || self.order.scopes.iter().any(|known| known == scope)
    }

    /// The groups of a person that its claims may show.
    pub fn shown_groups(&self, person: &super::Person) -> Vec<String> {
        let shown = |group: &&super::Group| {
            self.order.group_names.is_empty() || self.order.group_names.iter().any(|rule| group.is(rule))
        };
        person.groups.iter().filter(shown).map(|group| group.name.clone()).collect()
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("id", &self.order.id).finish_non_exhaustive()
    }
}

impl Document for Client {
    const KIND: Kind = kinds::CLIENT;
    fn labels(&self) -> Labels {
        self.order.app.iter().map(|app| ("app", app.clone())).collect()
    }
}

impl Identity {
    /// Registers a client, or brings a registered one up to date: its secret and its metadata stay.
    pub async fn register_client(&self, order: NewClient) -> Result<RegisteredClient, IdentityError> {
        self.register(order, None).await
    }

    /// The same with metadata, which replace those that were there.
    pub async fn register_client_with(
        &self,
        order: NewClient,
        metadata: Metadata,
    ) -> Result<RegisteredClient, IdentityError> {
        self.register(order, Some(metadata)).await
    }

    async fn register(&self, order: NewClient, metadata: Option<Metadata>) -> Result<RegisteredClient, IdentityError> {
        check(&order)?;
        let public = !order.auth_method.starts_with("client_secret_");
        let id = order.id.clone();
        for _ in 0..4 {
            let stored = match self.store.need::<Client>(&id).await? {
                Some(mut stored) => {
                    stored.body.secret =
                        (!public).then(|| stored.body.secret.take().unwrap_or_else(|| self.new_secret()));
                    stored.body.order = order.clone();
                    if let Some(metadata) = &metadata {
                        stored.body.metadata = metadata.clone();
                    }
                    self.store.update(&stored).await
                }
                None => {
                    let secret = (!public).then(|| self.new_secret());
                    let metadata = metadata.clone().unwrap_or_default();
                    let client = Client { order: order.clone(), metadata, secret, registered_at: self.ambient.now() };
                    self.store.create(&id, &client).await
                }
            };
            match stored {
                Ok(stored) => return Ok(RegisteredClient { id, secret: stored.body.secret }),
                Err(StateError::Conflict { .. } | StateError::Exists { .. } | StateError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StateError::Conflict { kind: kinds::CLIENT.name, name: id }.into())
    }

    /// Removes a client; its tokens end with it. Absent is no error.
    pub async fn remove_client(&self, id: &str) -> Result<(), IdentityError> {
        match self.store.delete::<Client>(id, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The client of that identifier.
    pub async fn client(&self, id: &str) -> Result<Option<Client>, IdentityError> {
        if id == DESK {
            return Ok(Some(self.desk()));
        }
        let well_formed = !id.is_empty()
            && id.len() <= 63
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !well_formed {
            return Ok(None);
        }
        Ok(self.store.need::<Client>(id).await?.map(|stored| stored.body))
    }

    /// All registered clients.
    pub async fn clients(&self) -> Result<Vec<Client>, IdentityError> {
        Ok(self.store.list::<Client>(&Labels::new()).await?.into_iter().map(|stored| stored.body).collect())
    }

    /// The clients that got tokens in a session.
    pub async fn clients_of_session(&self, sid: &str) -> Result<Vec<Client>, IdentityError> {
        let mut clients = Vec::new();
        for id in self.session(sid).await?.map(|stored| stored.body.clients).unwrap_or_default() {
            clients.extend(self.client(&id).await?);
        }
        Ok(clients)
    }

    /// The desktop: a public client that is known without being registered.
    fn desk(&self) -> Client {
        let desk = self.site().desk();
        let order = NewClient {
            id: DESK.to_owned(),
            name: Text::same("UniDash"),
            app: None,
            redirect_uris: vec![format!("{desk}{DESK_CALLBACK}")],
            post_logout_redirect_uris: vec![format!("{desk}/"), desk],
            backchannel_logout_uri: None,
            initiate_login_uri: None,
            auth_method: "none".to_owned(),
            pkce_required: true,
            scopes: Vec::new(),
            groups: Vec::new(),
            group_names: Vec::new(),
            first_party: true,
            id_token_alg: "ES256".to_owned(),
        };
        Client { order, metadata: Metadata::default(), secret: None, registered_at: Timestamp::UNIX_EPOCH }
    }

    /// 64 hexadecimal digits: nothing that HTTP Basic's form encoding (RFC 6749 §2.3.1) would change.
    fn new_secret(&self) -> String {
        self.ambient.hex(32)
    }
}

fn check(order: &NewClient) -> Result<(), IdentityError> {
    if order.id == DESK {
        return Err(IdentityError::Invalid("client-id"));
    }
    if !["client_secret_basic", "client_secret_post", "private_key_jwt", "none"].contains(&order.auth_method.as_str()) {
        return Err(IdentityError::Invalid("auth-method"));
    }
    if super::Algorithm::parse(&order.id_token_alg).is_none() {
        return Err(IdentityError::Invalid("id-token-alg"));
    }
    let usable = |uri: &String| url::Url::parse(uri).is_ok_and(|url| url.fragment().is_none());
    if !order.redirect_uris.iter().all(usable) {
        return Err(IdentityError::Invalid("redirect-uri"));
    }
    Ok(())
}

/// Both are `http` on the same loopback address (never `localhost`, §8.3) with the same path and query.
fn same_loopback(known: &str, given: &str) -> bool {
    let (Ok(known), Ok(given)) = (url::Url::parse(known), url::Url::parse(given)) else { return false };
    let loopback = |url: &url::Url| match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    known.scheme() == "http"
        && given.scheme() == "http"
        && loopback(&known)
        && known.host() == given.host()
        && (known.path(), known.query()) == (given.path(), given.query())
        && given.fragment().is_none()
        && given.username().is_empty()
        && given.password().is_none()
}
