//! Typed client of our own API: over a local socket, over HTTPS with a token, or in process.
//!
//! The desktop, the gateway and the command line use nothing else. One method per route; the
//! types are [`crate::api::types`].

mod account;
mod admin;
mod apps;
mod desk;
mod directories;
mod gateway;
mod people;
mod send;
mod setup;
mod stream;
mod transport;
mod upstreams;

pub use crate::api::types;
pub use send::ClientError;
pub use stream::Updates;

use axum::Router;
use std::path::PathBuf;
use transport::Transport;
use url::Url;

use crate::web::Language;

/// On whose behalf a request is made.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credential {
    /// Nobody's: public routes, or the socket's own identity.
    #[default]
    None,
    /// A person's desk session: the handle from the cookie, and for writes the CSRF token.
    Desk {
        /// Handle.
        handle: String,
        /// CSRF token that the page sent along.
        csrf: Option<String>,
    },
    /// A personal token.
    Token(String),
    /// A set-up session.
    Setup(String),
}

/// A client; cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Transport,
    credential: Credential,
    language: Language,
    address: Option<String>,
}

impl Client {
    /// Over a local socket: the caller's user decides what it may do.
    pub fn socket(path: PathBuf) -> Result<Self, ClientError> {
        Transport::socket(path).map(Self::over)
    }

    /// Over HTTPS. `ca`: further trusted roots in PEM.
    pub fn https(base: Url, ca: Option<&str>) -> Result<Self, ClientError> {
        Transport::https(base, ca).map(Self::over)
    }

    /// Straight into a router of the same process.
    pub fn in_process(router: Router) -> Self {
        Self::over(Transport::InProcess(router))
    }

    fn over(transport: Transport) -> Self {
        Self { transport, credential: Credential::None, language: Language::En, address: None }
    }

    /// The same client on behalf of somebody.
    #[must_use]
    pub fn with(&self, credential: Credential) -> Self {
        Self { credential, ..self.clone() }
    }

    /// The same client; sentences come back in this language.
    #[must_use]
    pub fn speaking(&self, language: Language) -> Self {
        Self { language, ..self.clone() }
    }

    /// The same client, naming the address of the person behind it (for audit and brake).
    #[must_use]
    pub fn from_address(&self, address: Option<String>) -> Self {
        Self { address, ..self.clone() }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}
