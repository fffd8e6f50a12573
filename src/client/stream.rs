//! Live updates: server-sent events, read one JSON value at a time.

use std::marker::PhantomData;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::ClientError;

/// A stream of typed updates.
pub struct Updates<T> {
    body: BodyDataStream,
    rest: Vec<u8>,
    kind: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Updates<T> {
    pub(super) fn new(body: Body) -> Self {
        Self { body: body.into_data_stream(), rest: Vec::new(), kind: PhantomData }
    }

    /// The next update; `None` when the server ends the stream.
    pub async fn next(&mut self) -> Option<Result<T, ClientError>> {
        loop {
            if let Some(value) = self.buffered() {
                return Some(value);
            }
            match self.body.next().await? {
                Ok(chunk) => self.rest.extend_from_slice(&chunk),
                Err(error) => return Some(Err(ClientError::Unreachable(error.to_string()))),
            }
        }
    }

    /// One event's data lines joined (HTML standard, "server-sent events"); comments are skipped.
    fn buffered(&mut self) -> Option<Result<T, ClientError>> {
        loop {
            let end = self.rest.windows(2).position(|pair| pair == b"\n\n")?;
            let event: Vec<u8> = self.rest.drain(..end + 2).collect();
            let event = String::from_utf8_lossy(&event);
            let data: String = event
                .lines()
                .filter_map(|line| line.strip_prefix("data:"))
                .map(|line| line.strip_prefix(' ').unwrap_or(line))
                .collect();
            if !data.is_empty() {
                return Some(serde_json::from_str(&data).map_err(|error| ClientError::Unexpected(error.to_string())));
            }
        }
    }
}
