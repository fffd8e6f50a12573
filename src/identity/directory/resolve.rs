//! Names to addresses: the system's way, or a test's; and what was found before.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::{Instant, sleep, timeout};

use super::dns::{NameServers, Service};
use crate::clock::Random;

/// Finds the addresses of a controller.
#[async_trait::async_trait]
pub trait Resolve: Send + Sync + 'static {
    /// Addresses of `host`, best first; none when there is no such name.
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr>;
    /// Hosts of a service, in no order (RFC 2782); none when no name server answers.
    async fn services(&self, name: &str, random: &dyn Random) -> Option<Vec<Service>> {
        NameServers::of_system().services(name, random).await
    }
}

/// As the system does; and by a question of our own where the system finds nothing or is slow.
///
/// The C library of a static program takes “no such name” about version 6 as the answer for version 4
/// too, and many a company's DNS says just that; and it waits 2.5 s before it repeats a lost question.
#[derive(Clone)]
pub struct SystemNames {
    random: Arc<dyn Random>,
}

/// The system has this long before our own question goes out beside it.
const SYSTEM_ALONE: Duration = Duration::from_millis(250);

impl SystemNames {
    /// Questions take their numbers from `random`.
    pub fn new(random: Arc<dyn Random>) -> Self {
        Self { random }
    }
}

#[async_trait::async_trait]
impl Resolve for SystemNames {
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        let system = async { lookup_host((host, port)).await.map(Iterator::collect).unwrap_or_default() };
        let direct = async {
            sleep(SYSTEM_ALONE).await;
            let found = NameServers::of_system().addresses(host, &*self.random).await.unwrap_or_default();
            found.into_iter().map(|address| (address, port).into()).collect()
        };
        first_found(system, direct).await
    }
}

/// What the first of both finds; nothing when both find nothing.
async fn first_found<T>(one: impl Future<Output = Vec<T>>, other: impl Future<Output = Vec<T>>) -> Vec<T> {
    tokio::pin!(one, other);
    tokio::select! {
        found = &mut one => if found.is_empty() { other.await } else { found },
        found = &mut other => if found.is_empty() { one.await } else { found },
    }
}

/// An answer is used again this long without asking.
const KEEP: Duration = Duration::from_secs(30);
/// Name servers have this long when an older answer could serve.
const PATIENCE: Duration = Duration::from_millis(200);

/// What was found for a name and a port, and when.
type Known = HashMap<(String, u16), (Vec<SocketAddr>, Instant)>;

/// Remembers answers: silent name servers cost no sign-in once a name was found.
pub(super) struct Remembered {
    names: Arc<dyn Resolve>,
    keep: Duration,
    known: Arc<Mutex<Known>>,
}

impl Remembered {
    pub(super) fn new(names: Arc<dyn Resolve>) -> Self {
        Self { names, keep: KEEP, known: Arc::default() }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl Resolve for Remembered {
    async fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        let before = self.known().get(&(host.to_owned(), port)).cloned();
        if let Some((addresses, at)) = &before
            && at.elapsed() < self.keep
        {
            return addresses.clone();
        }
        // In a task of its own: an answer that comes too late for whoever asked serves the next one.
        let (names, known, host) = (self.names.clone(), self.known.clone(), host.to_owned());
        let asking = tokio::spawn(async move {
            let found = names.resolve(&host, port).await;
            if !found.is_empty() {
                let entry = (found.clone(), Instant::now());
                known.lock().unwrap_or_else(PoisonError::into_inner).insert((host, port), entry);
            }
            found
        });
        match before {
            None => asking.await.unwrap_or_default(),
            Some((addresses, _)) => match timeout(PATIENCE, asking).await {
                Ok(Ok(found)) if !found.is_empty() => found,
                _ => addresses,
            },
        }
    }

    async fn services(&self, name: &str, random: &dyn Random) -> Option<Vec<Service>> {
        self.names.services(name, random).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Answers once, then is silent for ever.
    #[derive(Default)]
    struct Once(AtomicU32);

    #[async_trait::async_trait]
    impl Resolve for Once {
        async fn resolve(&self, _host: &str, port: u16) -> Vec<SocketAddr> {
            if self.0.fetch_add(1, Ordering::SeqCst) > 0 {
                std::future::pending::<()>().await;
            }
            vec![SocketAddr::from(([192, 0, 2, 1], port))]
        }
    }

    /// Takes its time.
    struct Slow;

    #[async_trait::async_trait]
    impl Resolve for Slow {
        async fn resolve(&self, _host: &str, port: u16) -> Vec<SocketAddr> {
            tokio::time::sleep(Duration::from_millis(100)).await;
            vec![SocketAddr::from(([192, 0, 2, 1], port))]
        }
    }

    #[tokio::test]
    async fn an_answer_that_comes_too_late_serves_the_next_one() {
        let names = Remembered::new(Arc::new(Slow));
        assert!(timeout(Duration::from_millis(20), names.resolve("dc1", 636)).await.is_err());
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(timeout(Duration::from_millis(20), names.resolve("dc1", 636)).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn whoever_finds_something_first_is_believed() {
        let found = || std::future::ready(vec![1]);
        let nothing = || std::future::ready(Vec::new());
        let slow = || async {
            sleep(Duration::from_millis(50)).await;
            vec![2]
        };
        assert_eq!(first_found(std::future::pending(), found()).await, [1], "the system waits for a lost datagram");
        assert_eq!(first_found(nothing(), slow()).await, [2], "the system takes the name for unknown");
        assert_eq!(first_found(found(), std::future::pending()).await, [1]);
        assert_eq!(first_found(slow(), nothing()).await, [2]);
        assert_eq!(first_found(nothing(), nothing()).await, Vec::<i32>::new());
    }

    #[tokio::test]
    async fn names_that_only_the_system_knows_are_found() {
        let names = SystemNames::new(crate::clock::Ambient::system().random);
        assert!(names.resolve("localhost", 636).await.iter().any(|address| address.ip().is_loopback()));
    }

    #[tokio::test]
    async fn silent_name_servers_cost_little_once_a_name_was_found() {
        let names = Remembered { keep: Duration::ZERO, ..Remembered::new(Arc::new(Once::default())) };
        let first = names.resolve("dc1", 636).await;
        let began = Instant::now();
        assert_eq!(names.resolve("dc1", 636).await, first);
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    }
}
