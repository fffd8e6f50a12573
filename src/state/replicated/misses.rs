//! Names that nobody has, asked for again and again: cookies and codes that somebody made up.
//!
//! A miss in the copy costs the cluster a read, because what another server wrote a moment ago must be
//! found. A name that the cluster did not know is not asked for again at once, and of different names
//! no more than a bounded number are asked for in a second: the others wait for their turn, and when it
//! does not come they are told so. Nothing that may be there is ever said to be absent.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};

use crate::state::StateError;
use crate::state::document::Kind;

/// A name that the cluster did not know counts as absent for so long, unless the copy learns of it.
const ABSENT: Duration = Duration::from_secs(1);
/// Reads for unknown names: at the same time, and per second.
const AT_ONCE: usize = 16;
const PER_SECOND: u32 = 100;
/// Who does not get his turn within this time is told so.
const PATIENCE: Duration = Duration::from_secs(2);
/// Names kept at most.
const KEPT: usize = 4096;

/// What was asked for in vain lately, and whose turn it is.
pub(super) struct Misses {
    absent: Mutex<HashMap<(&'static str, String), Instant>>,
    room: Semaphore,
    /// When the next read may begin.
    next: Mutex<Instant>,
}

impl Misses {
    pub(super) fn new() -> Self {
        Self { absent: Mutex::default(), room: Semaphore::new(AT_ONCE), next: Mutex::new(Instant::now()) }
    }

    /// Whether the cluster said a moment ago that nobody has this name.
    pub(super) fn knows(&self, kind: Kind, name: &str) -> bool {
        let absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        absent.get(&(kind.plural, name.to_owned())).is_some_and(|since| since.elapsed() < ABSENT)
    }

    /// Notes that the cluster, asked at `asked`, had nobody by this name.
    pub(super) fn note(&self, kind: Kind, name: &str, asked: Instant) {
        let mut absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        if absent.len() >= KEPT {
            absent.retain(|_, since| since.elapsed() < ABSENT);
        }
        if absent.len() < KEPT {
            absent.insert((kind.plural, name.to_owned()), asked);
        }
    }

    /// Waits for a turn to ask the cluster; the turn ends with the permit.
    pub(super) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, StateError> {
        let until = Instant::now() + PATIENCE;
        let crowded = || StateError::Unavailable("too many unknown names are asked for".to_owned());
        let permit = timeout_at(until, self.room.acquire()).await.map_err(|_| crowded())?.map_err(|_| crowded())?;
        let begin = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            // A tenth of a second may be used at once: a page of an app asks for several things.
            let begin = (*next).max(Instant::now().checked_sub(Duration::from_millis(100)).unwrap_or(*next));
            if begin > until {
                return Err(crowded());
            }
            *next = begin + Duration::from_secs(1) / PER_SECOND;
            begin
        };
        sleep(begin.saturating_duration_since(Instant::now())).await;
        Ok(permit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::kinds::{GRANT, SESSION};

    #[tokio::test]
    async fn a_name_counts_as_absent_for_a_second_in_its_kind_only() {
        let misses = Misses::new();
        misses.note(SESSION, "x", Instant::now());
        assert!(misses.knows(SESSION, "x") && !misses.knows(GRANT, "x") && !misses.knows(SESSION, "y"));
        sleep(ABSENT).await;
        assert!(!misses.knows(SESSION, "x"));
    }

    #[tokio::test]
    async fn turns_are_bounded_per_second_and_who_waits_too_long_is_told() {
        let misses = std::sync::Arc::new(Misses::new());
        let began = Instant::now();
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..1000 {
            let misses = misses.clone();
            asking.spawn(async move { misses.turn().await.is_ok() });
        }
        let done = asking.join_all().await.into_iter().filter(|done| *done).count();
        assert!(began.elapsed() <= PATIENCE + Duration::from_secs(1));
        assert!((20..=320).contains(&done), "{done} turns in {:?}", began.elapsed());
        // The rush is over: the next one gets its turn.
        sleep(Duration::from_secs(1)).await;
        drop(misses.turn().await.unwrap());
    }
}
