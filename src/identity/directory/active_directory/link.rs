//! One connection to one controller.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Mod, Scope, SearchEntry, StdStream};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::domain::Controller;
use crate::identity::directory::resolve::Resolve;

/// A TCP connection is there within this time, or the controller counts as silent.
const CONNECT: Duration = Duration::from_millis(300);
/// The TLS handshake takes no longer.
const HANDSHAKE: Duration = Duration::from_secs(2);
/// Entries a page; Active Directory gives at most 1000.
const PAGE: i32 = 500;

/// Why a connection gave no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::identity::directory) enum Broken {
    /// Nothing came back: refused, reset, silent. Another controller may know.
    Silent(String),
    /// The controller answered that it cannot serve now (51 busy, 52 unavailable): same as silent.
    Busy(u32),
    /// The controller answered with an error: asking another one is no use.
    Answered(u32, String),
}

impl Broken {
    /// Whether another controller may be asked.
    pub(super) fn leads_on(&self) -> bool {
        !matches!(self, Self::Answered(..))
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Silent(why) => f.write_str(why),
            Self::Busy(code) => write!(f, "busy ({code})"),
            Self::Answered(code, text) => write!(f, "({code}) {text}"),
        }
    }
}

/// An open connection; cheap to clone, requests go side by side.
#[derive(Clone)]
pub(in crate::identity::directory) struct Link {
    ldap: Ldap,
    patience: Duration,
}

impl Link {
    /// Connects and finishes TLS; no password has been sent yet.
    pub(in crate::identity::directory) async fn open(
        controller: &Controller,
        names: &dyn Resolve,
        tls: Arc<ClientConfig>,
        patience: Duration,
    ) -> Result<Self, Broken> {
        let stream = connect(&names.resolve(&controller.host, controller.port).await).await?;
        let stream = stream.into_std().map_err(|error| Broken::Silent(error.to_string()))?;
        let settings = LdapConnSettings::new()
            .set_std_stream(StdStream::Tcp(stream))
            .set_starttls(controller.starttls)
            .set_config(tls);
        let url = controller.url();
        let opened = timeout(HANDSHAKE, LdapConnAsync::with_settings(settings, &url)).await;
        let (connection, ldap) =
            opened.map_err(|_| Broken::Silent("TLS handshake timed out".to_owned()))?.map_err(broken)?;
        tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!(directory.error = %error, "directory connection ended");
            }
        });
        Ok(Self { ldap, patience })
    }

    /// Whether the connection is known to be gone.
    pub(super) fn is_closed(&mut self) -> bool {
        self.ldap.is_closed()
    }

    /// A simple bind (RFC 4513 §5.1.3); the result of a refusal is no [`Broken`]. Never with an empty
    /// password: that would be an unauthenticated bind (§5.1.2), which succeeds.
    pub(in crate::identity::directory) async fn bind(&self, name: &str, password: &str) -> Result<LdapResult, Broken> {
        if name.is_empty() || password.is_empty() {
            return Err(Broken::Answered(49, "empty name or password".to_owned()));
        }
        let mut ldap = self.ldap.clone();
        let result = ldap.with_timeout(self.patience).simple_bind(name, password).await.map_err(broken)?;
        usable(result)
    }

    /// Closes politely.
    pub(super) async fn close(mut self) {
        let _ = timeout(Duration::from_millis(200), self.ldap.unbind()).await;
    }

    /// All entries of a search, page by page (RFC 2696), at most `limit`; referrals are not followed.
    pub(in crate::identity::directory) async fn search(
        &self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&'static str],
        limit: usize,
    ) -> Result<Vec<SearchEntry>, Broken> {
        let mut ldap = self.ldap.clone();
        let mut adapters: Vec<Box<dyn Adapter<'_, &'static str, Vec<&'static str>>>> =
            vec![Box::new(EntriesOnly::new())];
        if scope != Scope::Base {
            adapters.push(Box::new(PagedResults::new(PAGE)));
        }
        ldap.with_timeout(self.patience);
        let mut stream =
            ldap.streaming_search_with(adapters, base, scope, filter, attributes.to_vec()).await.map_err(broken)?;
        let mut found = Vec::new();
        while let Some(entry) = stream.next().await.map_err(broken)? {
            found.push(SearchEntry::construct(entry));
            if found.len() >= limit {
                let id = stream.ldap_handle().last_id();
                drop(stream);
                let _ = ldap.abandon(id).await;
                return Ok(found);
            }
        }
        let result = usable(stream.finish().await)?;
        match result.rc {
            0 => Ok(found),
            code => Err(Broken::Answered(code, result.text)),
        }
    }

    /// One modification (RFC 4511 §4.6).
    pub(super) async fn modify(&self, dn: &str, changes: Vec<Mod<Vec<u8>>>) -> Result<LdapResult, Broken> {
        let mut ldap = self.ldap.clone();
        let result = ldap.with_timeout(self.patience).modify(dn, changes).await.map_err(broken)?;
        usable(result)
    }
}

/// The first address that takes a connection.
pub(in crate::identity::directory) async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Broken> {
    let mut last = Broken::Silent("name not found".to_owned());
    for address in addresses {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => last = Broken::Silent(error.to_string()),
            Err(_) => last = Broken::Silent(format!("no connection within {} ms", CONNECT.as_millis())),
        }
    }
    Err(last)
}

fn usable(result: LdapResult) -> Result<LdapResult, Broken> {
    match result.rc {
        51 | 52 => Err(Broken::Busy(result.rc)),
        _ => Ok(result),
    }
}

fn broken(error: LdapError) -> Broken {
    match error {
        LdapError::LdapResult { result } => match usable(result) {
            Ok(result) => Broken::Answered(result.rc, result.text),
            Err(busy) => busy,
        },
        LdapError::FilterParsing => Broken::Answered(0, "filter".to_owned()),
        error => Broken::Silent(error.to_string()),
    }
}
