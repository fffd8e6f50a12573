//! Leaving HTTP: `WebSockets` pass as two streams of bytes.

use std::sync::Arc;

use http::header::{CONNECTION, UPGRADE};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;

use super::Inner;
use super::access::Ended;
use super::body::{Answer, Outgoing};
use super::headers;

/// What a request said about leaving HTTP.
pub struct Upgrade(Option<(HeaderValue, OnUpgrade)>);

impl Upgrade {
    /// Takes it out of the request, before hop-by-hop headers go.
    pub fn of(request: &Request<Incoming>) -> Self {
        if !headers::wants_upgrade(request.version(), request.headers()) {
            return Self(None);
        }
        let Some(protocol) = request.headers().get(UPGRADE).cloned() else { return Self(None) };
        Self(request.extensions().get::<OnUpgrade>().cloned().map(|browser| (protocol, browser)))
    }

    /// Says the same to the upstream. A router of this process takes the browser's side itself.
    pub fn announce(&self, mut request: Request<Outgoing>) -> Request<Outgoing> {
        *request.version_mut() = http::Version::HTTP_11;
        if let Some((protocol, _)) = &self.0 {
            request.headers_mut().insert(UPGRADE, protocol.clone());
            request.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
        }
        request
    }

    /// Cleans the answer of what spoke about the upstream's connection, and joins the two sides if
    /// it agreed to leave HTTP. What lasts is broken off when `ended` comes.
    pub fn complete(
        self,
        inner: &Arc<Inner>,
        mut response: Response<Answer>,
        ended: Option<Ended>,
    ) -> Response<Answer> {
        *response.version_mut() = http::Version::HTTP_11;
        let agreed = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        let protocol = response.headers().get(UPGRADE).cloned();
        headers::drop_hop_by_hop(response.headers_mut());
        if !agreed {
            if let (Answer::Upstream(body), Some(ended)) = (response.body_mut(), ended) {
                body.until(ended);
            }
            return response;
        }
        let (Some((_, browser)), Some(protocol)) = (self.0, protocol) else {
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            return response;
        };
        response.headers_mut().insert(UPGRADE, protocol);
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
        if matches!(response.body(), Answer::Local(_)) {
            return response;
        }
        let app = hyper::upgrade::on(&mut response);
        let (parts, body) = response.into_parts();
        if let Answer::Upstream(leased) = body {
            leased.forget();
        }
        let closing = inner.closing.clone();
        let ended = ended.unwrap_or_else(|| Box::pin(std::future::pending()));
        tokio::spawn(async move {
            tokio::select! {
                () = tunnel(browser, app) => {}
                () = ended => {}
                () = closing.cancelled() => {}
            }
        });
        Response::from_parts(parts, Answer::empty())
    }
}

async fn tunnel(browser: OnUpgrade, app: OnUpgrade) {
    let (Ok(browser), Ok(app)) = tokio::join!(browser, app) else { return };
    let (mut browser, mut app) = (TokioIo::new(browser), TokioIo::new(app));
    if let Err(error) = copy_bidirectional(&mut browser, &mut app).await {
        tracing::debug!(error = %error, "tunnel ended");
    }
}
