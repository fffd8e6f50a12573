//! Other providers at which people may sign in.

use axum::body::Bytes;
use http::Method;

use super::send::part;
use super::{Client, ClientError};
use crate::api::types::{Upstream, UpstreamEntry, UpstreamTest};

impl Client {
    /// All of them, without secrets.
    pub async fn upstreams(&self) -> Result<Vec<UpstreamEntry>, ClientError> {
        self.read("/api/v1/upstreams").await
    }

    /// Sets one; an empty secret keeps the stored one.
    pub async fn set_upstream(&self, order: &Upstream) -> Result<UpstreamEntry, ClientError> {
        self.write(Method::PUT, &format!("/api/v1/upstreams/{}", part(&order.id)), order).await
    }

    /// Forgets one.
    pub async fn remove_upstream(&self, id: &str) -> Result<(), ClientError> {
        self.call(Method::DELETE, &format!("/api/v1/upstreams/{}", part(id)), Bytes::new()).await.map(|_| ())
    }

    /// Tries settings without keeping them.
    pub async fn test_upstream(&self, order: &Upstream) -> Result<UpstreamTest, ClientError> {
        self.write(Method::POST, "/api/v1/upstreams/tests", order).await
    }
}
