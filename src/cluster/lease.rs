//! One leader among the servers: a Kubernetes Lease.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::object::{self, text_at};
use super::{Cluster, ClusterError, NAMESPACE, Resource};

/// Whether we lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaseState {
    /// We do, until the lease runs out unless it is renewed.
    Ours,
    /// Somebody else does: their name.
    Others(String),
}

/// A lease as one candidate sees it. Call [`Self::hold`] every third of its duration.
///
/// A foreign holder counts as gone when its lease has not changed for a whole duration of *our*
/// monotonic clock, so servers need not agree on the time.
#[derive(Debug)]
pub struct Lease {
    cluster: Cluster,
    name: String,
    holder: String,
    duration: Duration,
    /// The version seen last, and since when.
    seen: Option<(String, Instant)>,
    /// Until when a lease that we got is surely ours.
    ours_until: Option<Instant>,
}

impl Lease {
    /// The lease `name` for the candidate `holder` (this server's name).
    pub fn new(cluster: Cluster, name: &str, holder: &str, duration: Duration) -> Self {
        let (name, holder) = (name.to_owned(), holder.to_owned());
        Self { cluster, name, holder, duration, seen: None, ours_until: None }
    }

    /// Whether the lease that we got last still holds, without asking anybody.
    pub fn is_ours(&self) -> bool {
        self.ours_until.is_some_and(|until| Instant::now() < until)
    }

    /// Takes the lease if it is free, renews it if it is ours.
    pub async fn hold(&mut self, now: Timestamp) -> Result<LeaseState, ClusterError> {
        let asked = Instant::now();
        let found = self.cluster.get(&resource(), Some(NAMESPACE), &self.name).await?;
        let state = match found {
            None => Self::written(self.cluster.create(&resource(), &self.object(None, now)).await)?,
            Some(value) => {
                let holder = text_at(&value, "/spec/holderIdentity").to_owned();
                if holder != self.holder && !holder.is_empty() && !self.is_silent(&value) {
                    LeaseState::Others(holder)
                } else {
                    let object = self.object(Some(&value), now);
                    Self::written(self.cluster.replace(&resource(), &object).await)?
                }
            }
        };
        self.ours_until = (state == LeaseState::Ours).then(|| asked + self.duration);
        Ok(state)
    }

    /// Gives the lease back, so that another candidate need not wait.
    pub async fn release(&mut self) -> Result<(), ClusterError> {
        if !self.is_ours() {
            return Ok(());
        }
        self.ours_until = None;
        let Some(mut value) = self.cluster.get(&resource(), Some(NAMESPACE), &self.name).await? else {
            return Ok(());
        };
        if text_at(&value, "/spec/holderIdentity") == self.holder {
            value["spec"]["holderIdentity"] = Value::String(String::new());
            self.cluster.replace(&resource(), &value).await?;
        }
        Ok(())
    }

    /// Somebody else was faster: no error.
    fn written(answer: Result<Value, ClusterError>) -> Result<LeaseState, ClusterError> {
        match answer {
            Ok(_) => Ok(LeaseState::Ours),
            Err(ClusterError::Exists(_) | ClusterError::Conflict(_)) => Ok(LeaseState::Others(String::new())),
            Err(error) => Err(error),
        }
    }

    /// Whether the foreign lease has not changed for its whole duration.
    fn is_silent(&mut self, value: &Value) -> bool {
        let version = object::version(value);
        match &self.seen {
            Some((seen, since)) if seen == version => since.elapsed() >= self.duration,
            _ => {
                self.seen = Some((version.to_owned(), Instant::now()));
                false
            }
        }
    }

    fn object(&self, found: Option<&Value>, now: Timestamp) -> Value {
        // Kubernetes' MicroTime has exactly six decimals.
        let now = format!("{now:.6}");
        let kept = found.filter(|value| text_at(value, "/spec/holderIdentity") == self.holder);
        let acquired = kept.map_or(now.as_str(), |value| text_at(value, "/spec/acquireTime"));
        let transitions = found.and_then(|value| value.pointer("/spec/leaseTransitions")?.as_i64()).unwrap_or(0);
        let seconds = SignedDuration::try_from(self.duration).map_or(15, |duration| duration.as_secs());
        json!({
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {
                "name": self.name,
                "namespace": NAMESPACE,
                "resourceVersion": found.map(object::version)
            },
            "spec": {
                "holderIdentity": self.holder,
                "leaseDurationSeconds": seconds,
                "acquireTime": acquired,
                "renewTime": now,
                "leaseTransitions": transitions + i64::from(found.is_some() && kept.is_none())
            }
        })
    }
}

fn resource() -> Resource {
    Resource::of("coordination.k8s.io/v1", "Lease")
}
