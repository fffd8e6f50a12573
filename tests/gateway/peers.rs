//! Our own roles: sockets of this server, a peer's door when they are silent.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, UnixListener};
use unidash::clock::Ambient;
use unidash::gateway::Upstream;
use unidash::node::pki::{Authority, Request};

use super::door::{Door, Said, core};
use super::visitor::get;

/// Lays the files that root lays at install.
fn lay(folder: &Path, peers: &Authority) {
    let request = Request {
        name: "gateway",
        client: true,
        server: true,
        hosts: vec!["127.0.0.1".to_owned()],
        ..Request::default()
    };
    let leaf = peers.issue(&request, Ambient::system().now()).unwrap();
    std::fs::write(folder.join("peer.crt"), leaf.chain).unwrap();
    std::fs::write(folder.join("peer.key"), leaf.key).unwrap();
    std::fs::write(folder.join("peer.ca"), peers.root_pem()).unwrap();
}

/// A peer's door that wants a certificate.
async fn peer(folder: &Path, router: Router) -> std::net::SocketAddr {
    let chain = CertificateDer::pem_file_iter(folder.join("peer.crt")).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(folder.join("peer.key")).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.join("peer.ca")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, router) = (acceptor.clone(), router.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).await;
            });
        }
    });
    address
}

#[tokio::test]
async fn a_silent_role_is_answered_for_by_a_peer_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::root("peers", Ambient::system().now()).unwrap();
    lay(folder.path(), &authority);
    let said = Said::default();
    let far = Router::new().fallback(|| async { "from the peer" });
    let address = peer(folder.path(), far).await;
    let socket = folder.path().join("core.sock");
    let door =
        Door::made(said.clone(), Upstream::Socket(socket.clone()), super::door::desktop(), Vec::new(), |parts| {
            parts.folder = Some(folder.path().to_owned());
            parts.peers = vec![address];
        })
        .await;
    let visitor = door.visitor();
    assert_eq!(visitor.get("id.cloud.test", "/jwks", &[]).await.text, "from the peer");

    let listener = UnixListener::bind(&socket).unwrap();
    tokio::spawn(async move { axum::serve(listener, core(said)).await.unwrap() });
    tokio::time::sleep(std::time::Duration::from_millis(2300)).await;
    assert_eq!(visitor.ask(get("id.cloud.test", "/jwks", &[])).await.text, "core /jwks");
}
