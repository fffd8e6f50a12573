//! Bodies without boxes: what goes to an upstream, what comes back to the browser.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use hyper::body::Incoming;

use super::pool::Leased;
use super::rewrite::Rewritten;

/// Any error while a body streams; the connection ends with it.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// Body of a request on its way to an upstream.
pub enum Outgoing {
    /// Streamed as it arrives.
    Incoming(Incoming),
    /// Read already, so that it can be sent again.
    Whole(Full<Bytes>),
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Incoming(body) => Pin::new(body).poll_frame(cx).map_err(Into::into),
            Self::Whole(body) => Pin::new(body).poll_frame(cx).map_err(infallible),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Incoming(body) => body.is_end_stream(),
            Self::Whole(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Incoming(body) => body.size_hint(),
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
