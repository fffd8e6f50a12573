//! Three ways to reach a core.

use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use http::{Request, Response};
use tower::ServiceExt as _;
use url::Url;

use super::ClientError;

/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer's head may take; streams may last longer.
const ANSWER: Duration = Duration::from_mins(1);

#[derive(Clone)]
pub(super) enum Transport {
    Network { client: reqwest::Client, base: Url },
    InProcess(Router),
}

impl Transport {
    pub(super) fn socket(path: PathBuf) -> Result<Self, ClientError> {
        let client = builder().unix_socket(path).build().map_err(|error| unreachable(&error))?;
        // The host is never resolved: every connection goes to the socket.
        let base = Url::parse("http://core.unidash.internal/").map_err(|error| unreachable(&error))?;
        Ok(Self::Network { client, base })
    }

    pub(super) fn https(base: Url, ca: Option<&str>) -> Result<Self, ClientError> {
        let mut builder = builder().https_only(base.scheme() == "https");
        for certificate in ca.into_iter().flat_map(certificates) {
            builder = builder.add_root_certificate(certificate);
        }
        let client = builder.build().map_err(|error| unreachable(&error))?;
        Ok(Self::Network { client, base })
    }

    pub(super) async fn call(&self, request: Request<Bytes>) -> Result<Response<Body>, ClientError> {
        match self {
            Self::InProcess(router) => match router.clone().oneshot(request.map(Body::from)).await {
                Ok(response) => Ok(response),
                Err(never) => match never {},
            },
            Self::Network { client, base } => {
                let (parts, body) = request.into_parts();
                let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                let url = base.join(path).map_err(|error| unreachable(&error))?;
                let call = client.request(parts.method, url).headers(parts.headers).body(body).send();
                let answer = tokio::time::timeout(ANSWER, call)
                    .await
                    .map_err(|_| ClientError::Unreachable("no answer in time".to_owned()))?
                    .map_err(|error| unreachable(&error))?;
                Ok(Response::from(answer).map(Body::new))
            }
        }
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().connect_timeout(CONNECT).redirect(reqwest::redirect::Policy::none()).no_proxy()
}

fn certificates(pem: &str) -> Vec<reqwest::Certificate> {
    reqwest::Certificate::from_pem_bundle(pem.as_bytes()).unwrap_or_default()
}

fn unreachable(error: &dyn std::error::Error) -> ClientError {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    ClientError::Unreachable(text)
}
