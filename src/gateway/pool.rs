//! One place to dial, and its idle connections.
//!
//! A pool of our own and not hyper-util's: the gateway must know whether a request left at all
//! (then nothing may be repeated by itself), must try the next address after a second, and finds
//! its pool without hashing anything.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::UPGRADE;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use super::access::Ended;
use super::body::Outgoing;
use super::wire::{Patience, Wire};

/// A connection that is not there after this time counts as refused.
const CONNECT: Duration = Duration::from_secs(1);
/// Idle connections older than this are not used again.
const IDLE: Duration = Duration::from_secs(50);
/// Idle connections kept per place.
const KEPT: usize = 128;
/// A place that refused is asked last for this long.
const SHUNNED: Duration = Duration::from_secs(2);

/// Something to dial.
#[derive(Debug, Clone)]
pub enum Address {
    /// A socket of this server.
    Socket(PathBuf),
    /// Plain HTTP: a pod.
    Tcp(SocketAddr),
    /// A peer's door, certificates on both sides.
    Peer(SocketAddr, Arc<ClientConfig>),
}

impl Address {
    /// Text form for logs, and the key under which a place survives a new route table.
    pub fn key(&self) -> String {
        match self {
            Self::Socket(path) => format!("unix:{}", path.display()),
            Self::Tcp(address) => format!("tcp:{address}"),
            Self::Peer(address, _) => format!("peer:{address}"),
        }
    }
}

/// Why a place gave no answer.
pub struct Failure {
    /// The request, when nothing of it was sent.
    pub request: Option<Request<Outgoing>>,
    /// It went out on a connection kept from before, which was dead.
    pub stale: bool,
    /// Terse words for the log.
    pub reason: String,
}

/// One place with its idle connections.
pub struct Target {
    address: Address,
    idle: Mutex<Vec<Idle>>,
    started: Instant,
    // Milliseconds since `started` until which this place is asked last; 0 = not shunned.
    shunned_until: AtomicU64,
}

struct Idle {
    line: Line,
    since: Instant,
}

/// A connection that speaks HTTP/1.1.
struct Line {
    sender: SendRequest<Outgoing>,
    patience: Patience,
}

impl Target {
    /// A place without connections yet.
    pub fn new(address: Address) -> Self {
        Self { address, idle: Mutex::default(), started: Instant::now(), shunned_until: AtomicU64::new(0) }
    }

    /// What is dialled.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Refused a moment ago: ask the others first.
    pub fn is_shunned(&self) -> bool {
        let until = self.shunned_until.load(Ordering::Relaxed);
        until != 0 && until > self.elapsed()
    }

    /// Remembers that it refused.
    pub fn shun(&self) {
        let until = self.elapsed() + u64::try_from(SHUNNED.as_millis()).unwrap_or(u64::MAX);
        self.shunned_until.store(until, Ordering::Relaxed);
    }

    /// Sends a request; the answer's body gives the connection back when it has ended.
    pub async fn send(self: &Arc<Self>, mut request: Request<Outgoing>) -> Result<Response<Leased>, Failure> {
        let streaming = request.body().is_streaming() || request.headers().contains_key(UPGRADE);
        loop {
            let (mut line, used) = match self.take().await {
                Some(line) => (line, true),
                None => match self.dial().await {
                    Ok(line) => (line, false),
                    Err(reason) => {
                        self.shun();
                        return Err(Failure { request: Some(request), stale: false, reason });
                    }
                },
            };
            line.patience.set(streaming);
            match line.sender.try_send_request(request).await {
                Ok(response) => {
                    let place = Arc::clone(self);
                    return Ok(response.map(|incoming| Leased { incoming, lease: Some((line, place)), ended: None }));
                }
                Err(mut error) => match error.take_message() {
                    Some(back) if used => request = back,
                    back => {
                        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
                        return Err(Failure { request: back, stale: used, reason: error.error().to_string() });
                    }
                },
            }
        }
    }

    async fn take(&self) -> Option<Line> {
        loop {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if idle.line.sender.is_closed() || idle.since.elapsed() > IDLE {
                continue;
            }
            if idle.line.sender.is_ready() || idle.line.sender.ready().await.is_ok() {
                return Some(idle.line);
            }
        }
    }

    fn give_back(&self, line: Line) {
        if line.sender.is_closed() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(Idle { line, since: Instant::now() });
        }
    }

    async fn dial(&self) -> Result<Line, String> {
        match &self.address {
            Address::Socket(path) => handshake(within(UnixStream::connect(path)).await?, Patience::default()).await,
            Address::Tcp(address) => {
                let wire = tcp(*address).await?;
                let patience = wire.patience();
                handshake(wire, patience).await
            }
            Address::Peer(address, config) => {
                let connector = tokio_rustls::TlsConnector::from(Arc::clone(config));
                let name = ServerName::from(address.ip());
                let wire = tcp(*address).await?;
                let patience = wire.patience();
                handshake(within(connector.connect(name, wire)).await?, patience).await
            }
        }
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

async fn tcp(address: SocketAddr) -> Result<Wire, String> {
    Wire::new(within(TcpStream::connect(address)).await?).map_err(|error| error.to_string())
}

async fn within<T>(connecting: impl Future<Output = std::io::Result<T>>) -> Result<T, String> {
    match timeout(CONNECT, connecting).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no connection within 1 s".to_owned()),
    }
}

async fn handshake<S>(stream: S, patience: Patience) -> Result<Line, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) =
        Builder::new().handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(async move {
        if let Err(error) = connection.with_upgrades().await {
            tracing::debug!(error = %error, "upstream connection ended");
        }
    });
    Ok(Line { sender, patience })
}

/// Body of an upstream's answer together with the connection that it comes from.
pub struct Leased {
    incoming: Incoming,
    lease: Option<(Line, Arc<Target>)>,
    ended: Option<Ended>,
}

impl Leased {
    /// Breaks the body off when `ended` comes.
    pub fn until(&mut self, ended: Ended) {
        self.ended = Some(ended);
    }

    /// The connection left HTTP: it never comes back.
    pub fn forget(mut self) {
        self.lease = None;
    }

    fn release(&mut self) {
        if let Some((line, place)) = self.lease.take() {
            place.give_back(line);
        }
    }
}

impl Drop for Leased {
    // A body that was not read to its end leaves its connection in the middle: that one is closed.
    fn drop(&mut self) {
        if self.incoming.is_end_stream() {
            self.release();
        }
    }
}

impl Body for Leased {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        if self.ended.as_mut().is_some_and(|ended| ended.as_mut().poll(cx).is_ready()) {
            // The connection is in the middle of an answer: it goes with this body.
            (self.lease, self.ended) = (None, None);
            return Poll::Ready(None);
        }
        let polled = Pin::new(&mut self.incoming).poll_frame(cx);
        if matches!(polled, Poll::Ready(None)) {
            self.release();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
