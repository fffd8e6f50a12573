//! Several places that can answer the same request, and when it may be asked again.
//!
//! A request is repeated only if nothing was answered, and if it is safe, or carries an
//! idempotency key, or never left.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use tokio::time::timeout;
use tower::ServiceExt as _;

use super::body::{Answer, Outgoing, Progress};
use super::pool::{Failure, Leased, Target};

/// A role that says nothing for this long is passed over when another one can be asked.
const HURRY: Duration = Duration::from_secs(5);
/// A writing request that carries this may be said twice.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bodies up to here are read before they are sent, when they may have to be sent again.
const SMALL: u64 = 64 * 1024;
/// … and must have come by then.
const SMALL_WITHIN: Duration = Duration::from_secs(30);

/// The places of one route.
pub struct Targets(Kind);

enum Kind {
    InProcess(Router),
    Places { first: Vec<Arc<Target>>, last: Option<Arc<Target>>, turn: Option<AtomicUsize> },
}

/// Nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// There is nowhere to go, or nobody took the request.
    Unreached,
    /// It was taken and nothing came back.
    NoAnswer,
    /// It took too long.
    TimedOut,
}

impl Targets {
    /// A router of this process.
    pub fn in_process(router: Router) -> Self {
        Self(Kind::InProcess(router))
    }

    /// Equals, asked in turn; `last` when all of them are silent.
    pub fn in_turn(first: Vec<Arc<Target>>, last: Option<Arc<Target>>) -> Self {
        Self(Kind::Places { first, last, turn: Some(AtomicUsize::new(0)) })
    }

    /// The first one as long as it answers, then the next.
    pub fn in_order(places: Vec<Arc<Target>>) -> Self {
        Self(Kind::Places { first: places, last: None, turn: None })
    }

    /// Sends to the first place that takes it; `patience` is for the head of the answer.
    pub async fn send(&self, request: Request<Outgoing>, patience: Duration) -> Result<Response<Answer>, Silence> {
        match &self.0 {
            Kind::InProcess(router) => Ok(in_process(router.clone(), request).await),
            Kind::Places { first, last, turn } => {
                let start = turn.as_ref().map_or(0, |turn| turn.fetch_add(1, Ordering::Relaxed));
                let places = Places { first, last: last.as_ref(), start, hurried: turn.is_none() };
                places.send(request, patience).await.map(|response| response.map(Answer::Upstream))
            }
        }
    }
}

/// A body ended before its end, or came too slowly.
#[derive(Debug, Clone, Copy)]
pub struct BrokenOff;

/// A request with an idempotency key and a small body is read whole, so that it can be said again.
pub async fn repeatable(request: Request<Incoming>) -> Result<Request<Outgoing>, BrokenOff> {
    let keyed = request.headers().contains_key(IDEMPOTENCY_KEY);
    let small = request.body().size_hint().upper().is_some_and(|size| size > 0 && size <= SMALL);
    if !keyed || !small {
        return Ok(request.map(Outgoing::streamed));
    }
    let (parts, body) = request.into_parts();
    let read = timeout(SMALL_WITHIN, body.collect()).await.map_err(|_| BrokenOff)?;
    let bytes = read.map_err(|_| BrokenOff)?.to_bytes();
    Ok(Request::from_parts(parts, Outgoing::Whole(Full::new(bytes))))
}

/// Patience is at its end.
struct Slow;

/// Waits for the head of an answer; as long as the request's body moves, nobody is impatient.
async fn within<T>(
    patience: Duration,
    progress: Option<&Progress>,
    asking: impl Future<Output = T>,
) -> Result<T, Slow> {
    tokio::pin!(asking);
    let mut wait = patience;
    loop {
        match timeout(wait, &mut asking).await {
            Ok(done) => return Ok(done),
            Err(_) => wait = patience.saturating_sub(progress.ok_or(Slow)?.still()),
        }
        if wait.is_zero() {
            return Err(Slow);
        }
    }
}

struct Places<'t> {
    first: &'t [Arc<Target>],
    last: Option<&'t Arc<Target>>,
    start: usize,
    hurried: bool,
}

impl Places<'_> {
    async fn send(&self, request: Request<Outgoing>, patience: Duration) -> Result<Response<Leased>, Silence> {
        let again = Again::of(&request);
        let progress = request.body().progress();
        let mut request = Some(request);
        let mut silence = Silence::Unreached;
        let mut tried = Tried::default();
        while let Some((index, place)) = self.next(&tried) {
            let Some(now) = request.take().or_else(|| again.as_ref().map(Again::request)) else { return Err(silence) };
            tried.add(index);
            let hurry = self.hurried && again.is_some() && self.next(&tried).is_some();
            let patience = if hurry { HURRY.min(patience) } else { patience };
            match within(patience, progress.as_ref(), self.ask(place, now, again.as_ref())).await {
                Ok(Ok(response)) => return Ok(response),
                Ok(Err(failure)) => {
                    tracing::warn!(upstream = place.address().key(), reason = failure.reason, "upstream silent");
                    silence = if failure.request.is_some() { silence } else { Silence::NoAnswer };
                    request = failure.request;
                }
                Err(Slow) => {
                    tracing::warn!(upstream = place.address().key(), "upstream slow");
                    silence = Silence::TimedOut;
                    place.shun();
                    if !hurry {
                        return Err(silence);
                    }
                }
            }
        }
        Err(silence)
    }

    /// Asks one place; a kept connection that turned out to be dead is no reason to leave it.
    async fn ask(
        &self,
        place: &Arc<Target>,
        request: Request<Outgoing>,
        again: Option<&Again>,
    ) -> Result<Response<Leased>, Failure> {
        match place.send(request).await {
            Err(Failure { request: None, stale: true, reason }) => match again {
                Some(again) => place.send(again.request()).await,
                None => Err(Failure { request: None, stale: true, reason }),
            },
            done => done,
        }
    }

    /// The next place that was not tried: healthy ones first, then those that refused lately.
    fn next(&self, tried: &Tried) -> Option<(usize, &Arc<Target>)> {
        let count = self.first.len();
        let all = (0..count)
            .map(|step| (self.start.wrapping_add(step)) % count)
            .map(|index| (index, &self.first[index]))
            .chain(self.last.map(|last| (count, last)));
        let mut waiting = None;
        for (index, place) in all.filter(|(index, _)| !tried.has(*index)) {
            if !place.is_shunned() {
                return Some((index, place));
            }
            waiting = waiting.or(Some((index, place)));
        }
        waiting
    }
}

// Places by index; a route with more than 64 pods tries 64 of them.
#[derive(Default)]
struct Tried(u64);

impl Tried {
    fn add(&mut self, index: usize) {
        self.0 |= 1u64.checked_shl(u32::try_from(index).unwrap_or(64)).unwrap_or_default();
    }

    fn has(&self, index: usize) -> bool {
        index >= 64 || self.0 & (1 << index) != 0
    }
}

/// What is needed to say a request once more.
struct Again {
    parts: Parts,
    body: Full<Bytes>,
}

impl Again {
    fn of(request: &Request<Outgoing>) -> Option<Self> {
        let safe = request.method().is_safe();
        let keyed = request.headers().contains_key(IDEMPOTENCY_KEY);
        let body = match request.body() {
            Outgoing::Whole(body) if safe || keyed => body.clone(),
            Outgoing::Incoming(body, _) if safe && body.is_end_stream() => Full::default(),
            _ => return None,
        };
        let mut copy = Request::new(());
        copy.method_mut().clone_from(request.method());
        copy.uri_mut().clone_from(request.uri());
        copy.headers_mut().clone_from(request.headers());
        Some(Self { parts: copy.into_parts().0, body })
    }

    fn request(&self) -> Request<Outgoing> {
        Request::from_parts(self.parts.clone(), Outgoing::Whole(self.body.clone()))
    }
}

async fn in_process(router: Router, request: Request<Outgoing>) -> Response<Answer> {
    let answered: Result<_, Infallible> = router.oneshot(request.map(axum::body::Body::new)).await;
    match answered {
        Ok(response) => response.map(Answer::Local),
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_is_impatient_while_a_body_moves() {
        let (patience, long) = (Duration::from_millis(200), Duration::from_secs(1));
        let progress = Progress::new();
        let moving = tokio::spawn({
            let progress = progress.clone();
            async move {
                loop {
                    progress.note();
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        });
        assert!(within(patience, Some(&progress), tokio::time::sleep(long)).await.is_ok());
        moving.abort();
        assert!(within(patience, Some(&progress), tokio::time::sleep(long)).await.is_err());
        assert!(within(patience, None, tokio::time::sleep(long)).await.is_err());
    }
}
