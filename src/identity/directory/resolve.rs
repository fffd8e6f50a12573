//! Names to addresses: the system's way, or a test's.

use std::net::SocketAddr;

/// Finds the addresses of a controller.
#[async_trait::async_trait]
pub trait Resolve: Send + Sync + 'static {
    /// Addresses of `host`, best first; none when there is no such name.
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr>;
}

/// As the system does.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

#[async_trait::async_trait]
impl Resolve for SystemNames {
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        tokio::net::lookup_host((host, port)).await.map(Iterator::collect).unwrap_or_default()
    }
}
