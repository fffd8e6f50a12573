//! The joining door over real TLS: the new server's client against the core's router.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use unidash::api::join::{JoinDoor, router};
use unidash::clock::Ambient;
use unidash::node::join::{self, Bundle, Code, Door};
use unidash::node::material::Material;
use unidash::node::settings::{Part, Settings, Shared};
use unidash::node::{Exit, Host, artefacts, pki};

struct First {
    host: Host,
    address: SocketAddr,
    settings: Settings,
    material: Material,
    ambient: Ambient,
    _folder: tempfile::TempDir,
}

impl First {
    async fn up() -> Self {
        let ambient = Ambient::system();
        let folder = tempfile::tempdir().unwrap();
        let host = Host::pretended(folder.path());
        for path in [join::FOLDER, artefacts::FOLDER, "/etc"] {
            host.make_folder(path, 0o755).unwrap();
        }
        host.write("/etc/machine-id", b"0123456789abcdef0123456789abcdef\n", 0o644).unwrap();
        host.write(Path::new(artefacts::FOLDER).join("k3s"), b"k3s", 0o644).unwrap();
        let shared = Shared {
            flannel_backend: "vxlan".to_owned(),
            api_names: Vec::new(),
            k3s_sha256: artefacts::sha256(b"k3s"),
            k3s_is_pinned: false,
        };
        let settings = Settings {
            name: "ud-a".to_owned(),
            address: "127.0.0.1".parse().unwrap(),
            part: Part::First,
            shared,
            accepted: Vec::new(),
            images: Vec::new(),
            own_sha256: String::new(),
        };
        let material = Material::found(&ambient, "ud-a", settings.address).unwrap();
        let door = JoinDoor::new(&host.path("/var/lib/unidash/core"), host.path(artefacts::FOLDER), ambient.clone());
        let address = serve(&material, router(door)).await;
        Self { host, address, settings, material, ambient, _folder: folder }
    }

    fn code(&self) -> Code {
        join::make_code(&self.host, &self.ambient, &self.settings, &self.material).unwrap()
    }

    fn door(&self) -> Door {
        let pin = pki::pin(&self.material.issued["door"].key).unwrap();
        Door::new(&format!("https://{}", self.address), &pin).unwrap()
    }
}

async fn serve(material: &Material, router: axum::Router) -> SocketAddr {
    let pair = &material.issued["door"];
    let chain = CertificateDer::pem_slice_iter(pair.chain.as_bytes()).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
    let tls = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, router) = (acceptor.clone(), router.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                drop(server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).await);
            });
        }
    });
    address
}

fn provider() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

#[tokio::test]
async fn the_right_code_opens_the_bundle_and_two_machines_come_in_turn() {
    provider();
    let first = First::up().await;
    let (code, door) = (first.code(), first.door());
    let bundle = Bundle::open(&code, &door.sealed(&code).await.unwrap()).unwrap();
    assert_eq!(bundle.first.name, "ud-a");
    assert_eq!(bundle.trust.server_token().unwrap(), first.material.trust.server_token().unwrap());
    let now = || first.ambient.now().as_millisecond();
    assert!(door.clock_skew_ms(now).await.unwrap().abs() < 500);
    assert!(door.clock_skew_ms(|| now() + 10_000).await.unwrap() > 9_000);
    for (machine, name) in [("m2", "ud-b"), ("m2", "ud-b"), ("m3", "ud-c")] {
        door.note_use(&code, machine, name).await.unwrap();
    }
    assert_eq!(door.ask_turn(&code, "m2", "ud-b").await.unwrap(), None);
    assert_eq!(door.ask_turn(&code, "m3", "ud-c").await.unwrap().as_deref(), Some("ud-b"));
    door.end_turn(&code, "m2", "ud-b").await.unwrap();
    assert_eq!(door.ask_turn(&code, "m3", "ud-c").await.unwrap(), None);
}

#[tokio::test]
async fn a_used_an_unknown_and_a_foreign_code_are_not_allowed() {
    provider();
    let first = First::up().await;
    let (code, door) = (first.code(), first.door());
    door.note_use(&code, "m2", "ud-b").await.unwrap();
    assert_eq!(door.note_use(&code, "m9", "ud-a").await.unwrap_err().id, "name-taken");
    door.note_use(&code, "m3", "ud-c").await.unwrap();
    let used = door.note_use(&code, "m4", "ud-d").await.unwrap_err();
    assert_eq!((used.id, used.exit), ("code-used", Exit::NotAllowed));
    let unknown = door.sealed(&Code::new(&first.ambient)).await.unwrap_err();
    assert_eq!((unknown.id, unknown.exit), ("code-unknown", Exit::NotAllowed));
    // The id of one code with the key of another.
    let other = first.code();
    let mixed = format!("{}.{}", code.id(), other.text().split_once('.').unwrap().1);
    assert_eq!(Code::parse(&mixed).unwrap_err().id, "code-malformed");
    assert_eq!(Bundle::open(&other, &door.sealed(&code).await.unwrap()).err().unwrap().id, "code-wrong");
}

#[tokio::test]
async fn a_door_with_another_key_hears_nothing() {
    provider();
    let (first, stranger) = (First::up().await, First::up().await);
    let pin = pki::pin(&first.material.issued["door"].key).unwrap();
    let door = Door::new(&format!("https://{}", stranger.address), &pin).unwrap();
    let refused = door.sealed(&stranger.code()).await.unwrap_err();
    assert_eq!((refused.id, refused.exit), ("wrong-door", Exit::NotAllowed));
    let silent = Door::new("https://127.0.0.1:1", &pin).unwrap().sealed(&first.code()).await.unwrap_err();
    assert_eq!((silent.id, silent.exit), ("door", Exit::NotReachable));
}

#[tokio::test]
async fn artefacts_come_through_the_door_and_are_checked() {
    provider();
    let first = First::up().await;
    first.code();
    let door = first.door();
    let folder = tempfile::tempdir().unwrap();
    let host = Host::pretended(folder.path());
    host.make_folder(artefacts::FOLDER, 0o755).unwrap();
    let fetcher = artefacts::Fetcher { host: &host, client: door.client.clone(), door: Some(door.files()) };
    let wanted = |hash: String| artefacts::Artefact {
        name: "k3s".to_owned(),
        origin: artefacts::Origin::Door("k3s".to_owned()),
        sha256: Some(hash),
    };
    assert_eq!(fetcher.bring(&wanted("0".repeat(64))).await.unwrap_err().id, "wrong-hash");
    fetcher.bring(&wanted(artefacts::sha256(b"k3s"))).await.unwrap();
    assert_eq!(host.text(Path::new(artefacts::FOLDER).join("k3s")).as_deref(), Some("k3s"));
}

#[tokio::test]
async fn an_api_with_another_root_never_sees_the_token() {
    provider();
    let (first, stranger) = (First::up().await, First::up().await);
    join::check_authority(first.address, &first.material.trust.root).await.unwrap();
    let refused = join::check_authority(stranger.address, &first.material.trust.root).await.unwrap_err();
    assert_eq!((refused.id, refused.exit), ("wrong-authority", Exit::NotAllowed));
}
