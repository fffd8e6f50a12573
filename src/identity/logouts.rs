//! Logout notices to apps (OpenID Connect Back-Channel Logout 1.0): documents until delivered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::session_document::SessionDocument;
use super::sessions::secret_name;
use super::{Algorithm, Identity, IdentityError};
use crate::state::{Document, Kind, Labels, StateError, Stored, kinds};

/// A notice that could not be delivered is given up after this time.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24);
/// Notices on their way at the same time.
const AT_ONCE: usize = 16;
/// Longest pause between two tries.
const PAUSE_MOST: i64 = 900;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LogoutDocument {
    client: String,
    sid: String,
    sub: Uuid,
    tries: u32,
    due_at: Timestamp,
    expires_at: Timestamp,
}

impl Document for LogoutDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "logout".to_owned())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// How a logout token reaches an app.
#[async_trait::async_trait]
pub trait LogoutPost: Send + Sync + 'static {
    /// Posts `logout_token=…` as a form (Back-Channel Logout 1.0 §2.5); the HTTP status, or why none came.
    async fn post(&self, uri: &str, logout_token: &str) -> Result<u16, String>;
}

/// Finds the addresses of our own hosts, so that a notice needs nobody's DNS.
pub trait OwnHosts: Send + Sync + 'static {
    /// Where a host of this cloud is served, the nearest first; empty for every other host.
    fn find(&self, host: &str) -> Vec<SocketAddr>;
}

/// Over HTTPS, trusting Mozilla's authorities and the web root of this cloud.
#[derive(Default)]
pub struct LogoutsOverHttps {
    client: ArcSwapOption<reqwest::Client>,
    web_root: ArcSwapOption<String>,
    hosts: Option<Arc<dyn OwnHosts>>,
}

impl LogoutsOverHttps {
    /// With our own hosts found in process; all others by the system's resolver.
    pub fn knowing(hosts: Arc<dyn OwnHosts>) -> Self {
        Self { hosts: Some(hosts), ..Self::default() }
    }

    /// Trusts this authority (PEM) as well from now on.
    pub fn trust(&self, web_root: String) {
        if self.web_root.load().as_deref() != Some(&web_root) {
            self.web_root.store(Some(Arc::new(web_root)));
            self.client.store(None);
        }
    }

    fn client(&self) -> Result<Arc<reqwest::Client>, String> {
        if let Some(client) = self.client.load_full() {
            return Ok(client);
        }
        let made = Arc::new(client(self.web_root.load().as_deref().map_or("", String::as_str), self.hosts.clone())?);
        self.client.store(Some(made.clone()));
        Ok(made)
    }
}

#[async_trait::async_trait]
impl LogoutPost for LogoutsOverHttps {
    async fn post(&self, uri: &str, logout_token: &str) -> Result<u16, String> {
        let answer = self.client()?.post(uri).form(&[("logout_token", logout_token)]).send().await;
        answer.map(|answer| answer.status().as_u16()).map_err(|error| with_causes(&error))
    }
}

/// An error with what lies below it: reqwest's own words name the address only.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// Our own hosts first, then the system's resolver.
struct Names(Arc<dyn OwnHosts>);

impl reqwest::dns::Resolve for Names {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let own = self.0.find(name.as_str());
        Box::pin(async move {
            if own.is_empty() {
                // Port 0 stands for the address's own.
                let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
                return Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs);
            }
            Ok(Box::new(own.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

fn client(web_root: &str, hosts: Option<Arc<dyn OwnHosts>>) -> Result<reqwest::Client, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    roots.add_parsable_certificates(CertificateDer::pem_slice_iter(web_root.as_bytes()).flatten());
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .timeout(Duration::from_secs(5))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    if let Some(hosts) = hosts {
        builder = builder.dns_resolver(Arc::new(Names(hosts)));
    }
    builder.build().map_err(|error| error.to_string())
}

impl Identity {
    /// Queues a notice for every client of a session that wants to hear of its end.
    pub(super) async fn queue_logouts(&self, sid: &str, session: &SessionDocument) -> Result<(), IdentityError> {
        let now = self.ambient.now();
        for id in &session.clients {
            let Some(client) = self.client(id).await? else { continue };
            if client.order.backchannel_logout_uri.is_none() {
                continue;
            }
            let body = LogoutDocument {
                client: id.clone(),
                sid: sid.to_owned(),
                sub: session.person.id,
                tries: 0,
                due_at: now,
                expires_at: now + GIVE_UP,
            };
            match self.store.create(&secret_name("logout", &format!("{sid} {id}")), &body).await {
                Ok(_) | Err(StateError::Exists { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Delivers the notices that are due; says how many were delivered. Called by a job, and at once
    /// after a logout. Delivering one twice is harmless.
    pub async fn deliver_logouts(&self) -> Result<usize, IdentityError> {
        let labels = Labels::from([("what", "logout".to_owned())]);
        let now = self.ambient.now();
        let due =
            self.store.list::<LogoutDocument>(&labels).await?.into_iter().filter(|notice| notice.body.due_at <= now);
        // Beside each other: an app that does not answer keeps nobody else's notice waiting.
        let told = stream::iter(due).map(|notice| self.deliver(notice)).buffer_unordered(AT_ONCE);
        let told: Vec<Result<bool, IdentityError>> = told.collect().await;
        let mut delivered = 0;
        for told in told {
            delivered += usize::from(told?);
        }
        Ok(delivered)
    }

    async fn deliver(&self, mut notice: Stored<LogoutDocument>) -> Result<bool, IdentityError> {
        let client = self.client(&notice.body.client).await?;
        let uri = client.as_ref().and_then(|client| client.order.backchannel_logout_uri.clone());
        let (Some(client), Some(uri)) = (client, uri) else {
            self.forget(&notice).await?;
            return Ok(false);
        };
        let algorithm = Algorithm::parse(&client.order.id_token_alg).unwrap_or(Algorithm::Rs256);
        let subject = self.subject(&client, notice.body.sub).await?;
        let token = self.logout_token(&notice.body, &subject, algorithm).await?;
        match self.post.post(&uri, &token).await {
            // 200 or 204 (§2.8). Whatever else came is repeated, a 4xx as well: an app may just be starting.
            Ok(status) if status < 300 => {
                self.forget(&notice).await?;
                return Ok(true);
            }
            Ok(status) => tracing::warn!(client.id = client.order.id, http.status = status, "logout notice refused"),
            Err(error) => tracing::warn!(client.id = client.order.id, error, "logout notice not delivered"),
        }
        notice.body.tries += 1;
        let pause = PAUSE_MOST.min(2_i64.saturating_pow(notice.body.tries.min(12)));
        notice.body.due_at = self.ambient.now() + SignedDuration::from_secs(pause);
        match self.store.update(&notice).await {
            Ok(_) | Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn forget(&self, notice: &Stored<LogoutDocument>) -> Result<(), IdentityError> {
        match self.store.delete::<LogoutDocument>(&notice.name, None).await {
            Ok(()) | Err(StateError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Back-Channel Logout 1.0 §2.4.
    async fn logout_token(
        &self,
        notice: &LogoutDocument,
        subject: &str,
        algorithm: Algorithm,
    ) -> Result<String, IdentityError> {
        let now = self.ambient.now().as_second();
        let claims = json!({
            "iss": self.site().id(),
            "sub": subject,
            "aud": notice.client,
            "iat": now,
            "exp": now + 120,
            "jti": self.ambient.token(16),
            "sid": notice.sid,
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        self.keys.sign(algorithm, "logout+jwt", &claims).await
    }
}
