//! How often somebody may ask: counted in memory, each server for itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::device::INTERVAL;
use crate::clock::digest;

/// Entries that are kept at most; beyond that old ones are dropped.
const ENTRIES: usize = 10_000;
/// Wrong codes that one person may type …
const WRONG: usize = 10;
/// … within this time (RFC 8628 §5.1).
const WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// Devices that ask again and again (RFC 8628 §3.5); cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Polls(Arc<Mutex<HashMap<String, Timestamp>>>);

impl Polls {
    /// Whether enough time has passed since this device asked last; a second of slack for slow clocks.
    pub(super) fn may_ask(&self, device_code: &str, now: Timestamp) -> bool {
        let pause = SignedDuration::from_secs(INTERVAL - 1);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= ENTRIES {
            last.retain(|_, at| now.duration_since(*at) < pause);
        }
        let before = last.insert(digest(device_code), now);
        before.is_none_or(|before| now.duration_since(before) >= pause)
    }
}

/// People who type short codes; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Guesses(Arc<Mutex<HashMap<String, Vec<Timestamp>>>>);

impl Guesses {
    /// Whether this person may try another code.
    pub(super) fn may_try(&self, who: &str, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, times| {
            times.retain(|at| now.duration_since(*at) < WINDOW);
            !times.is_empty()
        });
        all.get(who).is_none_or(|times| times.len() < WRONG)
    }

    /// A code that there is not.
    pub(super) fn wrong(&self, who: &str, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(who.to_owned()).or_default().push(now);
    }
}
