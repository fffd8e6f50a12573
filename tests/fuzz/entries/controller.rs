//! A controller that answers what it is told to: TLS and the frames of RFC 4511 are sound, the rest is not.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, rustls};
use unidash::api::types::DirectorySettings;
use unidash::clock::Ambient;
use unidash::identity::directory::{ActiveDirectory, Resolve};

const HOST: &str = "dc1.example.lan";
const SERVICE: &str = "CN=svc,CN=Users,DC=example,DC=lan";
/// Success without words, as the answer to a bind, a search, a change.
const SUCCESS: [(u8, &[u8]); 3] = [
    (BIND, &[0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0]),
    (SEARCH, &[0x65, 7, 0x0a, 1, 0, 4, 0, 4, 0]),
    (MODIFY, &[0x67, 7, 0x0a, 1, 0, 4, 0, 4, 0]),
];
/// Tags of requests (RFC 4511 §4.2, §4.5, §4.6) and of the answers that end them.
const BIND: u8 = 0x60;
const SEARCH: u8 = 0x63;
const MODIFY: u8 = 0x66;
const LAST: [u8; 3] = [0x61, 0x65, 0x67];

/// A client that says nothing for so long waits for an answer that will not come.
const IDLE: Duration = Duration::from_secs(2);

/// What is said to one request.
#[derive(Clone)]
pub enum Said {
    /// Operations, each in a message of its own with the request's number.
    Operations(Vec<u8>),
    /// These bytes as they are.
    Raw(Vec<u8>),
}

/// What is said to the requests that come, in order; binds of the service account always succeed, and
/// everything succeeds when the list is at its end.
#[derive(Default)]
struct Script {
    said: VecDeque<Said>,
    /// What was said to the person's bind.
    bind: Option<Said>,
}

/// A controller, and the world that it runs in.
pub struct World {
    runtime: Runtime,
    script: Arc<Mutex<Script>>,
    settings: DirectorySettings,
    address: SocketAddr,
}

thread_local! {
    static WORLD: LazyLock<World> = const { LazyLock::new(World::new) };
}

/// Runs `work` on a directory that was never asked before; then says what the person's bind was told.
pub fn with(said: Vec<Said>, work: impl AsyncFnOnce(ActiveDirectory)) -> Option<Said> {
    WORLD.with(|world| {
        *lock(&world.script) = Script { said: said.into(), bind: None };
        world.runtime.block_on(async {
            let names = Arc::new(Name(world.address));
            work(ActiveDirectory::with_names(world.settings.clone(), Ambient::system(), names).unwrap()).await;
        });
        lock(&world.script).bind.take()
    })
}

fn lock(script: &Mutex<Script>) -> std::sync::MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Name(SocketAddr);

#[async_trait::async_trait]
impl Resolve for Name {
    async fn resolve(&self, _host: &str, _port: u16) -> Vec<SocketAddr> {
        vec![self.0]
    }
}

impl World {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = authority.self_signed(&key).unwrap().pem();
        let tls = acceptor(&Issuer::new(authority, key));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::new(Mutex::new(Script::default()));
        let its_script = script.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, tls.clone(), its_script.clone()));
            }
        });
        let settings = DirectorySettings {
            hosts: vec![HOST.to_owned()],
            domain: "example.lan".to_owned(),
            account: SERVICE.to_owned(),
            password: "service password".to_owned(),
            ca,
            admin_group: "Admins".to_owned(),
            ..DirectorySettings::default()
        };
        Self { runtime, script, settings, address }
    }
}

fn acceptor(issuer: &Issuer<'_, KeyPair>) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![HOST.to_owned()]).unwrap().signed_by(&key, issuer).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(stream: TcpStream, tls: TlsAcceptor, script: Arc<Mutex<Script>>) {
    // No port waits for late packets: there are hundreds of connections a second.
    let _ = stream.set_zero_linger();
    let Ok(mut stream) = tls.accept(stream).await else { return };
    let mut read = Vec::new();
    loop {
        while let Some((message, length)) =
            tlv(&read).map(|(_, content, rest)| (content.to_vec(), read.len() - rest.len()))
        {
            read.drain(..length);
            let Some((words, ends)) = answer(&message, &script) else { continue };
            if stream.write_all(&words).await.is_err() || ends {
                let _ = stream.shutdown().await;
                return;
            }
        }
        if !matches!(timeout(IDLE, stream.read_buf(&mut read)).await, Ok(Ok(1..))) {
            let _ = stream.shutdown().await;
            return;
        }
    }
}

/// The bytes that answer a request, and whether nothing can follow: the client would wait for ever.
fn answer(message: &[u8], script: &Mutex<Script>) -> Option<(Vec<u8>, bool)> {
    let (_, number, rest) = tlv(message)?;
    let (request, operation, _) = tlv(rest)?;
    let success = SUCCESS.iter().find(|(tag, _)| *tag == request)?.1;
    let service = request == BIND && operation.windows(SERVICE.len()).any(|part| part == SERVICE.as_bytes());
    let mut script = lock(script);
    let said = if service { None } else { script.said.pop_front() };
    let said = said.unwrap_or_else(|| Said::Operations(success.to_vec()));
    if request == BIND && !service {
        script.bind = Some(said.clone());
    }
    match said {
        Said::Raw(bytes) => Some((bytes, true)),
        Said::Operations(bytes) => {
            let (mut words, mut rest, mut last) = (Vec::new(), bytes.as_slice(), false);
            while !rest.is_empty() {
                let (tag, after) = tlv(rest).map_or((0, &[][..]), |(tag, _, after)| (tag, after));
                words.extend(framed(number, &rest[..rest.len() - after.len()]));
                last |= LAST.contains(&tag);
                rest = after;
            }
            Some((words, !last))
        }
    }
}

/// A message (RFC 4511 §4.1.1) of one operation.
fn framed(number: &[u8], operation: &[u8]) -> Vec<u8> {
    let number = [&[2, u8::try_from(number.len()).unwrap_or(1)], number].concat();
    let length = u32::try_from(number.len() + operation.len()).unwrap_or(u32::MAX);
    [&[0x30, 0x84], &length.to_be_bytes()[..], &number, operation].concat()
}

/// Tag, content and what follows, in BER with a length of at most four bytes.
pub fn tlv(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}
