//! One request, one typed answer.

use axum::body::{Body, Bytes};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Client, Credential};
use crate::api::types::Problem;
use crate::web::csrf;

/// Largest answer that is read whole.
const LIMIT: usize = 16 * 1024 * 1024;

/// Why there is no typed answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ClientError {
    /// The core did not answer.
    #[error("the core does not answer: {0}")]
    Unreachable(String),
    /// The core said no, in words for people.
    #[error("{}", .0.message)]
    Problem(Problem),
    /// The answer is not what this release expects.
    #[error("unexpected answer: {0}")]
    Unexpected(String),
}

impl ClientError {
    /// The status to pass on to a browser.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unreachable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Problem(problem) => StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::Unexpected(_) => StatusCode::BAD_GATEWAY,
        }
    }

    /// The problem's stable word, if there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            _ => None,
        }
    }
}

impl Client {
    pub(super) async fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        decode(self.call(Method::GET, path, Bytes::new()).await?).await
    }

    pub(super) async fn write<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<T, ClientError> {
        let body = serde_json::to_vec(body).map_err(|error| ClientError::Unexpected(error.to_string()))?;
        decode(self.call(method, path, body.into()).await?).await
    }

    /// Sends and gives the answer when its status is a success.
    pub(super) async fn call(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Body>, ClientError> {
        let response = self.transport.call(self.request(method, path, body)?).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let bytes = bytes(response).await?;
        Err(match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => ClientError::Problem(problem),
            Err(_) => ClientError::Unexpected(format!("status {status}")),
        })
    }

    fn request(&self, method: Method, path: &str, body: Bytes) -> Result<Request<Bytes>, ClientError> {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header(ACCEPT_LANGUAGE, self.language.tag())
            .header("host", "core.unidash.internal");
        if !body.is_empty() {
            builder = builder.header(CONTENT_TYPE, "application/json");
        }
        if let Some(address) = &self.address {
            builder = builder.header("x-forwarded-for", address);
        }
        match &self.credential {
            Credential::None => {}
            Credential::Desk { handle, csrf } => {
                builder = builder.header(AUTHORIZATION, secret("Desk", handle)?);
                if let Some(csrf) = csrf {
                    builder = builder.header(csrf::HEADER, csrf);
                }
            }
            Credential::Token(token) => builder = builder.header(AUTHORIZATION, secret("Bearer", token)?),
            Credential::Setup(token) => builder = builder.header(AUTHORIZATION, secret("Setup", token)?),
        }
        builder.body(body).map_err(|error| ClientError::Unexpected(error.to_string()))
    }
}

fn secret(scheme: &str, value: &str) -> Result<HeaderValue, ClientError> {
    let mut header = HeaderValue::from_str(&format!("{scheme} {value}"))
        .map_err(|error| ClientError::Unexpected(error.to_string()))?;
    header.set_sensitive(true);
    Ok(header)
}

async fn decode<T: DeserializeOwned>(response: Response<Body>) -> Result<T, ClientError> {
    let bytes = bytes(response).await?;
    let text: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
    serde_json::from_slice(text).map_err(|error| ClientError::Unexpected(error.to_string()))
}

async fn bytes(response: Response<Body>) -> Result<Bytes, ClientError> {
    axum::body::to_bytes(response.into_body(), LIMIT).await.map_err(|error| ClientError::Unreachable(error.to_string()))
}

/// Percent-encodes one path segment or query value.
pub(super) fn part(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
