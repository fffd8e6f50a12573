//! What the leader does now and then, without being ordered.

use std::time::Duration;

use crate::clock::Ambient;
use crate::state::Store;

/// Most documents removed at a time: other writers get their turn.
const AT_ONCE: usize = 200;

/// Something done at intervals by the leader alone.
#[async_trait::async_trait]
pub trait Chore: Send + Sync + 'static {
    /// For the log.
    fn name(&self) -> &'static str;

    /// How long to wait between two times.
    fn every(&self) -> Duration;

    /// Does it once.
    async fn run(&self) -> anyhow::Result<()>;
}

/// Removes documents whose time is over.
#[derive(Debug)]
pub struct ExpiredDocuments {
    store: Store,
    ambient: Ambient,
}

impl ExpiredDocuments {
    /// For the documents of this store.
    pub fn new(store: Store, ambient: Ambient) -> Self {
        Self { store, ambient }
    }
}

#[async_trait::async_trait]
impl Chore for ExpiredDocuments {
    fn name(&self) -> &'static str {
        "expired documents"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run(&self) -> anyhow::Result<()> {
        let removed = self.store.remove_expired(self.ambient.now(), AT_ONCE).await?;
        if removed > 0 {
            tracing::debug!(state.removed = removed, "expired documents removed");
        }
        Ok(())
    }
}
