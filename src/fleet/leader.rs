//! Who does what only one server may do: the jobs.

use std::time::Duration;

use jiff::Timestamp;

use crate::cluster::{Cluster, Lease, LeaseState};

/// A leader that falls is replaced after so long.
const LEASE: Duration = Duration::from_secs(15);
/// How often [`Leader::hold`] is to be called: three tries may fail before the lease ends.
pub const HOLD_EVERY: Duration = Duration::from_secs(4);
/// A try that takes longer has failed: the leader must know in time that it is none any more.
const HOLD_WITHIN: Duration = Duration::from_secs(3);
/// Name of the lease.
const NAME: &str = "unidash-jobs";

/// Whether this process is the one that works.
#[derive(Debug)]
pub enum Leader {
    /// Always: there is no other (embedded).
    Alone,
    /// Whoever holds the lease in the cluster.
    Elected(Lease),
}

impl Leader {
    /// Takes part in the election under this server's name.
    pub fn elected(cluster: Cluster, server: &str) -> Self {
        Self::Elected(Lease::new(cluster, NAME, server, LEASE))
    }

    /// Takes or renews the leadership; whether it is ours. A silent cluster does not end a lease
    /// that still runs.
    pub async fn hold(&mut self, now: Timestamp) -> bool {
        let Self::Elected(lease) = self else { return true };
        match tokio::time::timeout(HOLD_WITHIN, lease.hold(now)).await {
            Ok(Ok(state)) => return state == LeaseState::Ours,
            Ok(Err(error)) => tracing::debug!(lease.name = NAME, lease.error = %error, "lease not renewed"),
            Err(_) => tracing::debug!(lease.name = NAME, "lease not renewed in time"),
        }
        lease.is_ours()
    }

    /// Lets another one work at once.
    pub async fn release(&mut self) {
        if let Self::Elected(lease) = self
            && let Err(error) = lease.release().await
        {
            tracing::debug!(lease.name = NAME, lease.error = %error, "lease not released");
        }
    }
}
