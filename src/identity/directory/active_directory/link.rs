//! One connection to one controller.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::controls::RawControl;
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Mod, Scope, SearchEntry, StdStream};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::domain::Controller;
use super::{entry, wire};
use crate::identity::directory::resolve::Resolve;

/// A TCP connection is there within this part of the patience, or the controller counts as silent:
/// 300 ms where another one could answer, longer where there is none.
const CONNECT_PART: u32 = 3;
/// Values of one attribute that are read at most: 100 ranges of 1500.
const RANGES: usize = 100;
/// Entries a page; Active Directory gives at most 1000.
const PAGE: i32 = 500;
/// The control that asks for an order (RFC 2891 §1.1; MS-ADTS §3.1.1.3.4.1.13), and its value: by
/// `sAMAccountName`, which has an index and is each account's own.
const SORT: &str = "1.2.840.113556.1.4.473";
const BY_NAME: &[u8] = b"\x30\x12\x30\x10\x04\x0esAMAccountName";

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

/// A search.
struct Question<'a> {
    base: &'a str,
    scope: Scope,
    filter: &'a str,
    attributes: &'a [&'a str],
    limit: usize,
    by_name: bool,
}

/// An open connection; cheap to clone, requests go side by side.
#[derive(Clone)]
pub(in crate::identity::directory) struct Link {
    ldap: Ldap,
    patience: Duration,
    /// Tells this connection from the next one to the same controller.
    mark: Arc<()>,
}

impl Link {
    /// Connects and finishes TLS within `patience`, and waits as long for each answer later. No
    /// password has been sent yet: a dead controller costs no try.
    pub(in crate::identity::directory) async fn open(
        controller: &Controller,
        names: &dyn Resolve,
        tls: Arc<ClientConfig>,
        patience: Duration,
    ) -> Result<Self, Broken> {
        let opened = timeout(patience, Self::shake_hands(controller, names, tls, patience)).await;
        opened.unwrap_or_else(|_| Err(Broken::Silent("timeout before TLS was ready".to_owned())))
    }

    async fn shake_hands(
        controller: &Controller,
        names: &dyn Resolve,
        tls: Arc<ClientConfig>,
        patience: Duration,
    ) -> Result<Self, Broken> {
        let addresses = names.resolve(&controller.host, controller.port).await;
        let stream = connect(&addresses, patience / CONNECT_PART).await?;
        let stream = wire::secured(stream, controller, tls).await.map_err(|error| Broken::Silent(error.to_string()))?;
        let settings = LdapConnSettings::new().set_std_stream(StdStream::Unix(stream));
        let (connection, ldap) = LdapConnAsync::with_settings(settings, "ldapi:///").await.map_err(broken)?;
        tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!(directory.error = %error, "directory connection ended");
            }
        });
        Ok(Self { ldap, patience, mark: Arc::default() })
    }

    /// Whether both are one connection.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.mark, &other.mark)
    }

    /// Whether the directory itself answers, not only its TLS: reads the rootDSE, which needs no bind.
    pub(super) async fn answers(&self) -> Result<(), Broken> {
        self.search("", Scope::Base, "(objectClass=*)", &["currentTime"], usize::MAX).await.map(drop)
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
        let result = read(ldap.with_timeout(self.patience).simple_bind(name, password)).await?;
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
        attributes: &[&str],
        limit: usize,
    ) -> Result<Vec<SearchEntry>, Broken> {
        let mut found = Vec::new();
        let question = Question { base, scope, filter, attributes, limit, by_name: false };
        self.walk(question, |entry| found.push(entry)).await?;
        Ok(found)
    }

    /// The first entries below `base` in the order of their sign-in names.
    pub(super) async fn search_by_name(
        &self,
        base: &str,
        filter: &str,
        attributes: &[&str],
        limit: usize,
    ) -> Result<Vec<SearchEntry>, Broken> {
        let mut found = Vec::new();
        let question = Question { base, scope: Scope::Subtree, filter, attributes, limit, by_name: true };
        self.walk(question, |entry| found.push(entry)).await?;
        Ok(found)
    }

    /// How many entries below `base` fit, counted to `most`.
    pub(super) async fn count(&self, base: &str, filter: &str, most: usize) -> Result<usize, Broken> {
        let mut count = 0;
        // No attributes (RFC 4511 §4.5.1.8).
        let attributes = &["1.1"];
        let question = Question { base, scope: Scope::Subtree, filter, attributes, limit: most, by_name: false };
        self.walk(question, |_| count += 1).await?;
        Ok(count)
    }

    async fn walk(&self, question: Question<'_>, mut take: impl FnMut(SearchEntry) + Send) -> Result<(), Broken> {
        let Question { base, scope, filter, limit, by_name, .. } = question;
        let mut ldap = self.ldap.clone();
        let mut adapters: Vec<Box<dyn Adapter<'_, String, Vec<String>>>> = vec![Box::new(EntriesOnly::new())];
        let attributes: Vec<String> = question.attributes.iter().map(|name| (*name).to_owned()).collect();
        if scope != Scope::Base {
            // What is sorted costs the controller more: no more of it than is wanted.
            let page = if by_name { i32::try_from(limit).unwrap_or(PAGE).min(PAGE) } else { PAGE };
            adapters.push(Box::new(PagedResults::new(page)));
        }
        ldap.with_timeout(self.patience);
        if by_name {
            ldap.with_controls(RawControl { ctype: SORT.to_owned(), crit: true, val: Some(BY_NAME.to_vec()) });
        }
        let mut stream = read(ldap.streaming_search_with(adapters, base, scope, filter, attributes)).await?;
        let mut taken = 0;
        while let Some(entry) = read(stream.next()).await? {
            take(catch_unwind(AssertUnwindSafe(|| SearchEntry::construct(entry))).map_err(|_| unreadable())?);
            taken += 1;
            if taken >= limit {
                let id = stream.ldap_handle().last_id();
                drop(stream);
                let _ = ldap.abandon(id).await;
                return Ok(());
            }
        }
        let result = usable(read(stream.finish().map(Ok)).await?)?;
        match result.rc {
            0 => Ok(()),
            code => Err(Broken::Answered(code, result.text)),
        }
    }

    /// All values of one attribute of the entry at `dn`. Active Directory gives 1500 values at most and
    /// names the attribute `member;range=0-1499` then (MS-ADTS §3.1.1.3.1.3.3): the rest follows.
    pub(in crate::identity::directory) async fn values(
        &self,
        dn: &str,
        attribute: &str,
    ) -> Result<Vec<Vec<u8>>, Broken> {
        let (mut all, mut asked) = (Vec::new(), attribute.to_owned());
        for _ in 0..RANGES {
            let entries = self.search(dn, Scope::Base, "(objectClass=*)", &[&asked], usize::MAX).await?;
            let Some(entry) = entries.first() else { break };
            let Some((mut values, next)) = entry::part(entry, attribute) else { break };
            all.append(&mut values);
            match next {
                Some(next) => asked = format!("{attribute};range={next}-*"),
                None => break,
            }
        }
        Ok(all)
    }

    /// One modification (RFC 4511 §4.6).
    pub(super) async fn modify(&self, dn: &str, changes: Vec<Mod<Vec<u8>>>) -> Result<LdapResult, Broken> {
        let mut ldap = self.ldap.clone();
        let result = read(ldap.with_timeout(self.patience).modify(dn, changes)).await?;
        usable(result)
    }
}

/// The first address that takes a connection within `limit`.
pub(in crate::identity::directory) async fn connect(
    addresses: &[SocketAddr],
    limit: Duration,
) -> Result<TcpStream, Broken> {
    let mut last = Broken::Silent("name not found".to_owned());
    for address in addresses {
        match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => last = Broken::Silent(error.to_string()),
            Err(_) => last = Broken::Silent(format!("no connection within {} ms", limit.as_millis())),
        }
    }
    Err(last)
}

/// What the library makes of an answer. It panics over one that is no LDAP (ldap3 0.12): such a controller
/// is as good as silent, and whoever waits is told so.
async fn read<T>(answer: impl Future<Output = Result<T, LdapError>>) -> Result<T, Broken> {
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(answer) => answer.map_err(broken),
        Err(_) => Err(unreadable()),
    }
}

fn unreadable() -> Broken {
    Broken::Silent("an answer that is no LDAP".to_owned())
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
