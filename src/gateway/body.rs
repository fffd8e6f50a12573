//! Bodies without boxes: what goes to an upstream, what comes back to the browser.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use hyper::body::Incoming;

use super::pool::Leased;
use super::rewrite::Rewritten;

/// Any error while a body streams; the connection ends with it.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// When a body last moved; cheap to clone.
#[derive(Clone)]
pub struct Progress {
    since: Instant,
    moved: Arc<AtomicU64>,
}

impl Progress {
    /// It begins to move now.
    pub fn new() -> Self {
        Self { since: Instant::now(), moved: Arc::default() }
    }

    /// It moved.
    pub fn note(&self) {
        let moved = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.store(moved, Ordering::Relaxed);
    }

    /// How long it has stood still.
    pub fn still(&self) -> Duration {
        self.since.elapsed().saturating_sub(Duration::from_millis(self.moved.load(Ordering::Relaxed)))
    }
}

/// Body of a request on its way to an upstream.
pub enum Outgoing {
    /// Streamed as it arrives; nothing moves where nothing is to come.
    Incoming(Incoming, Option<Progress>),
    /// Read already, so that it can be sent again.
    Whole(Full<Bytes>),
}

impl Outgoing {
    /// A body that is streamed as it arrives.
    pub fn streamed(body: Incoming) -> Self {
        let progress = (!body.is_end_stream()).then(Progress::new);
        Self::Incoming(body, progress)
    }

    /// Whether more is to come than what stands in the request's head.
    pub fn is_streaming(&self) -> bool {
        matches!(self, Self::Incoming(body, _) if !body.is_end_stream())
    }

    /// When it last moved, if it streams.
    pub fn progress(&self) -> Option<Progress> {
        match self {
            Self::Incoming(_, progress) => progress.clone(),
            Self::Whole(_) => None,
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Incoming(body, progress) => {
                if let Some(progress) = progress {
                    progress.note();
                }
                Pin::new(body).poll_frame(cx).map_err(Into::into)
            }
            Self::Whole(body) => Pin::new(body).poll_frame(cx).map_err(infallible),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Incoming(body, _) => body.is_end_stream(),
            Self::Whole(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Incoming(body, _) => body.size_hint(),
            Self::Whole(body) => body.size_hint(),
        }
    }
}

/// Body of an answer to the browser.
pub enum Answer {
    /// Streamed from an upstream's connection.
    Upstream(Leased),
    /// Streamed through the rewriter that adds the pane reporter.
    Rewritten(Box<Rewritten>),
    /// From a router of this process, or compressed again.
    Local(axum::body::Body),
    /// Ours, whole.
    Whole(Full<Bytes>),
}

impl Answer {
    /// No body.
    pub fn empty() -> Self {
        Self::Whole(Full::default())
    }
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self::Whole(Full::new(text.into()))
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Upstream(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Self::Rewritten(body) => Pin::new(body.as_mut()).poll_frame(cx),
            Self::Local(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Self::Whole(body) => Pin::new(body).poll_frame(cx).map_err(infallible),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Upstream(body) => body.is_end_stream(),
            Self::Rewritten(body) => body.is_end_stream(),
            Self::Local(body) => body.is_end_stream(),
            Self::Whole(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Upstream(body) => body.size_hint(),
            Self::Rewritten(body) => body.size_hint(),
            Self::Local(body) => body.size_hint(),
            Self::Whole(body) => body.size_hint(),
        }
    }
}

fn infallible(never: Infallible) -> BodyError {
    match never {}
}
