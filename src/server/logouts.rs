//! How logout tokens reach apps: those of this very process without a network, all others over HTTPS
//! through our own gateway, whatever the company's DNS says or does not say.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use http::Request;
use tower::ServiceExt as _;

use crate::certificates::Certificates;
use crate::fleet::Fleet;
use crate::identity::{LogoutPost, LogoutsOverHttps, OwnHosts};
use crate::oidc::GuardedFetch;
use crate::web::SiteHandle;

/// Delivers logout tokens; cheap to clone.
#[derive(Clone)]
pub(super) struct Logouts {
    /// The samples, by host label.
    inside: Arc<Mutex<HashMap<String, Router>>>,
    outside: Arc<LogoutsOverHttps>,
    certificates: Certificates,
    /// The way to hosts that are none of ours.
    guard: Option<Arc<GuardedFetch>>,
}

impl Logouts {
    /// Trusts what these certificates say is the web root, and finds our own hosts at our gateways.
    pub(super) fn new(certificates: Certificates, hosts: Gateways) -> Self {
        let outside = Arc::new(LogoutsOverHttps::knowing(Arc::new(hosts)));
        Self { inside: Arc::default(), outside, certificates, guard: None }
    }

    /// Notices for hosts that are none of ours go this way: whoever registers a client names them.
    pub(super) fn guarded_by(mut self, guard: Arc<GuardedFetch>) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Logout tokens for `<label>.D` go to this router.
    pub(super) fn add(&self, label: &str, app: Router) {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).insert(label.to_owned(), app);
    }

    fn of(&self, uri: &url::Url) -> Option<Router> {
        let label = uri.host_str()?.split('.').next()?;
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).get(label).cloned()
    }
}

#[async_trait::async_trait]
impl LogoutPost for Logouts {
    async fn post(&self, uri: &str, logout_token: &str) -> Result<u16, String> {
        let url = url::Url::parse(uri).map_err(|error| error.to_string())?;
        let form =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", logout_token).finish();
        if let Some(app) = self.of(&url) {
            let request = Request::post(url.path())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .map_err(|error| error.to_string())?;
            let Ok(response) = app.oneshot(request).await;
            return Ok(response.status().as_u16());
        }
        if let Some(guard) = self.guard.as_ref().filter(|guard| !guard.is_ours(&url)) {
            return guard.post(uri, &[("logout_token", logout_token)]).await;
        }
        // Asked for each time: the root is made in the set-up and may be made anew; keeping it costs a
        // read of this server's own copy.
        match self.certificates.web_root().await {
            Ok(Some(root)) => self.outside.trust(root),
            Ok(None) => {}
            Err(error) => tracing::warn!(error = %error, "web root not read"),
        }
        self.outside.post(uri, logout_token).await
    }
}

/// Where the hosts of this cloud are served: this server's own gateway, then the other servers'.
#[derive(Clone)]
pub(super) struct Gateways {
    /// D.
    pub(super) site: SiteHandle,
    /// Where the gateway of this server listens for HTTPS.
    pub(super) own: SocketAddr,
    /// The other servers: their gateways listen on the same port.
    pub(super) fleet: Fleet,
}

impl OwnHosts for Gateways {
    fn find(&self, host: &str) -> Vec<SocketAddr> {
        let Some(site) = self.site.get() else { return Vec::new() };
        let host = host.trim_end_matches('.');
        if host != site.domain && !host.strip_suffix(&site.domain).is_some_and(|rest| rest.ends_with('.')) {
            return Vec::new();
        }
        let own = if self.own.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { self.own.ip() };
        let peers = self.fleet.peers().into_iter().filter_map(|(_, address)| address.parse().ok());
        std::iter::once(own).chain(peers).map(|ip| SocketAddr::new(ip, self.own.port())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Ambient;
    use crate::state::{Embedded, Store};
    use crate::web::Site;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    fn gateways(own: SocketAddr) -> Gateways {
        let site = SiteHandle::known(Site::new("cloud.invalid"));
        Gateways { site, own, fleet: Fleet::alone("a", "1", "/".into()) }
    }

    #[tokio::test]
    async fn only_hosts_of_this_cloud_are_found_in_process() {
        let hosts = gateways("[::]:443".parse().unwrap());
        let own: Vec<SocketAddr> = vec!["127.0.0.1:443".parse().unwrap()];
        assert_eq!(hosts.find("rss.cloud.invalid"), own);
        assert_eq!(hosts.find("cloud.invalid"), own);
        assert_eq!(hosts.find("evilcloud.invalid"), []);
        assert_eq!(hosts.find("example.org"), []);
    }

    /// `.invalid` is in nobody's DNS (RFC 6761 §6.4), and the certificate is of our own authority.
    #[tokio::test]
    async fn a_notice_reaches_an_app_behind_our_own_authority_without_any_dns() {
        let ambient = Ambient::system();
        let certificates = Certificates::new(Store::new(Embedded::in_memory(&ambient).await.unwrap()), ambient);
        certificates.issue("cloud.invalid").await.unwrap();
        let pair = certificates.pairs().await.unwrap().remove(0);
        let shown = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth();
        let config = shown.with_single_cert(chain(&pair.chain), key(&pair.key)).unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hosts = gateways(listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let mut stream = acceptor.accept(listener.accept().await.unwrap().0).await.unwrap();
            let mut text = String::new();
            while !text.contains("logout_token=") {
                let mut buffer = [0; 4096];
                let read = stream.read(&mut buffer).await.unwrap();
                assert!(read > 0, "{text}");
                text += &String::from_utf8_lossy(&buffer[..read]);
            }
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            text
        });
        let logouts = Logouts::new(certificates, hosts);
        assert_eq!(logouts.post("https://rss.cloud.invalid/end", "abc").await, Ok(204));
        let heard = heard.await.unwrap();
        assert!(heard.starts_with("POST /end ") && heard.ends_with("logout_token=abc"), "{heard}");
    }

    fn chain(pem: &str) -> Vec<rustls_pki_types::CertificateDer<'static>> {
        use rustls_pki_types::pem::PemObject as _;
        rustls_pki_types::CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::unwrap).collect()
    }

    fn key(pem: &str) -> rustls_pki_types::PrivateKeyDer<'static> {
        use rustls_pki_types::pem::PemObject as _;
        rustls_pki_types::PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap()
    }
}
