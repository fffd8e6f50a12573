//! :7443: what gateways and cores of the other servers ask, certificates on both sides.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::web::{Door, SiteHandle};

/// A peer must have finished its handshake by then.
const HANDSHAKE: std::time::Duration = std::time::Duration::from_secs(10);

/// What peers reach through this door: our core, and through it our desktop.
pub(super) struct Behind {
    /// The core's router.
    pub(super) core: Router,
    /// Socket of this server's desktop.
    pub(super) desktop: PathBuf,
    /// Addresses of this cloud.
    pub(super) site: SiteHandle,
}

impl Behind {
    /// Pages go to the desktop, everything else to the core: the same split as at the gateway.
    pub(super) fn router(self) -> Router {
        let behind = Arc::new(self);
        Router::new().fallback(move |request: Request| {
            let behind = behind.clone();
            async move {
                if behind.is_page(&request) {
                    desktop(&behind.desktop, request).await
                } else {
                    behind.core.clone().oneshot(request).await.into_response()
                }
            }
        })
    }

    fn is_page(&self, request: &Request) -> bool {
        let path = request.uri().path();
        if ["/api", "/internal", "/join"].iter().any(|start| path.starts_with(start)) {
            return false;
        }
        let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        match self.site.get() {
            Some(site) => site.label(host) != Some("id"),
            None => true,
        }
    }
}

/// Marks an answer that is none: the connection ends instead, so that the gateway asks the next server.
#[derive(Clone, Copy)]
struct Unanswered;

async fn desktop(socket: &Path, request: Request) -> Response {
    match through(socket, request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            tracing::warn!(desktop.error = %error, "desktop silent");
            let mut response = StatusCode::BAD_GATEWAY.into_response();
            response.extensions_mut().insert(Unanswered);
            response
        }
    }
}

async fn through(socket: &Path, request: Request) -> anyhow::Result<http::Response<Incoming>> {
    let stream = TokioIo::new(tokio::net::UnixStream::connect(socket).await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?)
}

/// Certificate, key and authority that root laid into a role's folder.
pub(super) struct PeerFiles {
    certificate: PathBuf,
    key: PathBuf,
    authority: PathBuf,
}

impl PeerFiles {
    /// The files in a role's folder, if root laid them there.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let files = Self {
            certificate: folder.join("peer.crt"),
            key: folder.join("peer.key"),
            authority: folder.join("peer.ca"),
        };
        files.certificate.exists().then_some(files)
    }

    fn server(&self) -> anyhow::Result<ServerConfig> {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_file_iter(&self.authority).context("the peers' authority")? {
            roots.add(root?)?;
        }
        let chain = CertificateDer::pem_file_iter(&self.certificate)?.collect::<Result<Vec<_>, _>>()?;
        let key = PrivateKeyDer::from_pem_file(&self.key)?;
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build()?;
        Ok(ServerConfig::builder().with_client_cert_verifier(verifier).with_single_cert(chain, key)?)
    }
}

/// Listens; `[::]` stands for every address, also of a kernel that was started without IPv6.
pub(super) async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Err(_) if address.is_ipv6() && address.ip().is_unspecified() => {
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, address.port())).await
        }
        done => done,
    }
}

/// Serves peers until `stop`.
pub(super) async fn serve(
    listener: TcpListener,
    files: PeerFiles,
    router: Router,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let acceptor = TlsAcceptor::from(Arc::new(files.server()?));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(one(stream, acceptor.clone(), router.clone(), stop.clone()));
            }
            Err(error) => {
                tracing::warn!(peer.error = %error, "peer connection not accepted");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

async fn one(stream: TcpStream, acceptor: TlsAcceptor, router: Router, stop: CancellationToken) {
    let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await else {
        tracing::debug!("peer handshake failed");
        return;
    };
    let service = hyper::service::service_fn(move |request: http::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Door::Peer);
        let answer = router.clone().oneshot(request);
        async move {
            let Ok(response) = answer.await;
            if response.extensions().get::<Unanswered>().is_some() {
                return Err(std::io::Error::other("the desktop does not answer"));
            }
            Ok(response)
        }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
