//! Sockets at the door: accept, TLS, HTTP/1.1 or HTTP/2, limits, drain.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::headers::From;
use super::{Inner, door};

/// A TLS handshake may take this long.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The head of a request, and the silence between two requests, may take this long.
const HEAD: Duration = Duration::from_secs(30);
/// Head of a request at most.
const HEAD_BYTES: usize = 64 * 1024;
const HEAD_LINES: usize = 128;
/// HTTP/2: requests at once on one connection, and bytes on their way to an app.
const STREAMS: u32 = 200;
const WINDOW: u32 = 1024 * 1024;
/// Connections at once.
const CONNECTIONS: usize = 20_000;
const BACKLOG: u32 = 1024;
/// A silent browser is probed after this time. Not ended for what it leaves unread: a film that somebody
/// paused stays open.
const PROBE_AFTER: Duration = Duration::from_mins(1);
const PROBE_EVERY: Duration = Duration::from_secs(15);

/// Sockets that are bound and not served yet.
pub struct Bound {
    http: Option<TcpListener>,
    https: Option<TcpListener>,
}

impl Bound {
    /// Binds what is asked for.
    pub fn bind(http: Option<SocketAddr>, https: Option<SocketAddr>) -> io::Result<Self> {
        Ok(Self { http: http.map(listen).transpose()?, https: https.map(listen).transpose()? })
    }

    /// Serves them from now on.
    pub fn serve(self, inner: &Arc<Inner>) -> io::Result<Listening> {
        let crew = Crew {
            inner: Arc::clone(inner),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            room: Arc::new(Semaphore::new(CONNECTIONS)),
        };
        let mut listening = Listening { http: None, https: None, tasks: crew.tasks.clone(), stop: crew.stop.clone() };
        if let Some(listener) = self.http {
            listening.http = Some(listener.local_addr()?);
            tokio::spawn(crew.clone().accept(listener, None));
        }
        if let Some(listener) = self.https {
            listening.https = Some(listener.local_addr()?);
            let config = inner.certificates.server_config().map_err(io::Error::other)?;
            tokio::spawn(crew.accept(listener, Some(TlsAcceptor::from(config))));
        }
        Ok(listening)
    }
}

/// Listens; `[::]` stands for every address, also of a kernel that was started without IPv6.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    match listen_at(address) {
        Err(error) if address.is_ipv6() && address.ip().is_unspecified() && is_unsupported(&error) => {
            listen_at(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port()))
        }
        done => done,
    }
}

fn listen_at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv6() { TcpSocket::new_v6()? } else { TcpSocket::new_v4()? };
    socket.set_reuseaddr(true)?;
    if address.is_ipv6() {
        rustix::net::sockopt::set_ipv6_v6only(&socket, false)?;
    }
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn is_unsupported(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| {
        [rustix::io::Errno::AFNOSUPPORT, rustix::io::Errno::ADDRNOTAVAIL]
            .iter()
            .any(|known| known.raw_os_error() == code)
    })
}

/// A browser that went away without a word (a laptop that sleeps, a phone in a tunnel) must not hold
/// its connection for ever.
fn watched(stream: &TcpStream) -> io::Result<()> {
    use rustix::net::sockopt;
    stream.set_nodelay(true)?;
    sockopt::set_tcp_keepidle(stream, PROBE_AFTER)?;
    sockopt::set_tcp_keepintvl(stream, PROBE_EVERY)?;
    sockopt::set_socket_keepalive(stream, true)?;
    Ok(())
}

/// Open doors.
#[derive(Debug)]
pub struct Listening {
    /// Where plain HTTP listens.
    pub http: Option<SocketAddr>,
    /// Where HTTPS listens.
    pub https: Option<SocketAddr>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Listening {
    /// Takes no new connections, lets running requests end, and returns at the latest after `patience`.
    pub async fn drain(&self, patience: Duration) {
        self.stop.cancel();
        self.tasks.close();
        let _ = timeout(patience, self.tasks.wait()).await;
    }
}

#[derive(Clone)]
struct Crew {
    inner: Arc<Inner>,
    tasks: TaskTracker,
    stop: CancellationToken,
    room: Arc<Semaphore>,
}

impl Crew {
    async fn accept(self, listener: TcpListener, tls: Option<TlsAcceptor>) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = self.stop.cancelled() => return,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: wait for some to come back.
                    tracing::warn!(error = %error, "connection not accepted");
                    sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(room) = Arc::clone(&self.room).try_acquire_owned() else { continue };
            let (crew, tls) = (self.clone(), tls.clone());
            self.tasks.spawn(async move {
                crew.greet(stream, peer, tls).await;
                drop(room);
            });
        }
    }

    async fn greet(&self, stream: TcpStream, peer: SocketAddr, tls: Option<TlsAcceptor>) {
        if let Err(error) = watched(&stream) {
            tracing::debug!(error = %error, "connection not watched");
        }
        let from = Arc::new(From::new(peer.ip(), tls.is_some()));
        let Some(tls) = tls else { return self.http1(stream, from).await };
        match timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => self.http2(stream, from).await,
            Ok(Ok(stream)) => self.http1(stream, from).await,
            Ok(Err(error)) => tracing::debug!(client = %peer, error = %error, "no TLS"),
            Err(_) => tracing::debug!(client = %peer, "TLS took too long"),
        }
    }

    async fn http1<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(&self, stream: S, from: Arc<From>) {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(HEAD_LINES).max_header_size(HEAD_BYTES);
        let connection = builder.serve_connection(TokioIo::new(stream), self.service(from)).with_upgrades();
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        log(ended);
    }

    async fn http2<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(&self, stream: S, from: Arc<From>) {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX))
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW * 2)
            .keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(20));
        let connection = builder.serve_connection(TokioIo::new(stream), self.service(from));
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        log(ended);
    }

    fn service(
        &self,
        from: Arc<From>,
    ) -> impl hyper::service::Service<
        http::Request<Incoming>,
        Response = http::Response<super::body::Answer>,
        Error = std::convert::Infallible,
        Future: Send + 'static,
    > + use<> {
        let inner = Arc::clone(&self.inner);
        service_fn(move |request| {
            let (inner, from) = (Arc::clone(&inner), Arc::clone(&from));
            async move { Ok(door::answer(inner, request, from).await) }
        })
    }
}

fn log(ended: Result<(), hyper::Error>) {
    if let Err(error) = ended {
        tracing::debug!(error = %error, "connection ended");
    }
}
