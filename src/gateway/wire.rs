//! A connection to an upstream that notices when the other server is gone.
//!
//! A server that lost its power says nothing more. What we sent it stays unacknowledged, and the kernel
//! ends the connection after `TCP_USER_TIMEOUT` (RFC 5482); where everything was acknowledged before,
//! probes (RFC 9293 §3.8.4) find out. The same time-out also ends a connection whose other side lives
//! and does not read: an app that takes its time with an upload, a WebSocket that nobody empties. So
//! it is short while a request without a body waits, and long while bytes stream.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How long sent data may stay unacknowledged, milliseconds: a whole request that waits for its answer …
const WAITING_MS: u32 = 5_000;
/// … and a body or a tunnel, whose reader may pause.
const STREAMING_MS: u32 = 120_000;
/// A silent connection is probed after this time, and again until it counts as dead.
const PROBE_AFTER: Duration = Duration::from_secs(5);
const PROBE_EVERY: Duration = Duration::from_secs(1);

/// Says how patient a connection is, from outside of it; cheap to clone.
#[derive(Clone, Default)]
pub struct Patience(Arc<AtomicBool>);

impl Patience {
    /// From the next write on.
    pub fn set(&self, streaming: bool) {
        self.0.store(streaming, Ordering::Relaxed);
    }
}

/// The connection.
pub struct Wire {
    stream: TcpStream,
    patience: Patience,
    streaming: bool,
}

impl Wire {
    /// Takes a fresh connection.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        sockopt::set_tcp_user_timeout(&stream, WAITING_MS)?;
        sockopt::set_tcp_keepidle(&stream, PROBE_AFTER)?;
        sockopt::set_tcp_keepintvl(&stream, PROBE_EVERY)?;
        sockopt::set_socket_keepalive(&stream, true)?;
        Ok(Self { stream, patience: Patience::default(), streaming: false })
    }

    /// The handle on its patience.
    pub fn patience(&self) -> Patience {
        self.patience.clone()
    }

    fn settle(&mut self) -> io::Result<()> {
        let streaming = self.patience.0.load(Ordering::Relaxed);
        if streaming != self.streaming {
            sockopt::set_tcp_user_timeout(&self.stream, if streaming { STREAMING_MS } else { WAITING_MS })?;
            self.streaming = streaming;
        }
        Ok(())
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.settle()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.settle()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
