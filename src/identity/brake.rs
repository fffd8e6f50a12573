//! The brake on guessing: counts typed names, existing or not, and addresses.
//!
//! It says the very sentence of a locked account, so it tells nobody whether an account exists. It
//! lives in memory: each server counts for itself, and the directory's own lock stands behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::clock::Ambient;

/// Wrong passwords for one name; at the usual threshold of Active Directory.
const PER_NAME: usize = 5;
/// Wrong passwords from one address. High, because a company may sit behind one.
const PER_ADDRESS: usize = 60;
/// Within this time.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// A name that signed in from an address is not braked because of its neighbours, for so long.
const KNOWN: SignedDuration = SignedDuration::from_hours(24 * 14);
/// Entries that are kept at most; beyond that old ones are dropped.
const ENTRIES: usize = 50_000;

/// Counts of wrong passwords; cheap to clone.
#[derive(Clone)]
pub(super) struct Brake {
    ambient: Ambient,
    counts: Arc<Mutex<Counts>>,
}

#[derive(Default)]
struct Counts {
    names: HashMap<String, Vec<Timestamp>>,
    addresses: HashMap<String, Vec<Timestamp>>,
    known: HashMap<(String, String), Timestamp>,
}

impl Brake {
    pub(super) fn new(ambient: Ambient) -> Self {
        Self { ambient, counts: Arc::default() }
    }

    /// Whether another try is refused.
    pub(super) fn holds(&self, name: &str, address: Option<&str>) -> bool {
        let now = self.ambient.now();
        let name = typed(name);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if recent(counts.names.get_mut(&name), now) >= PER_NAME {
            return true;
        }
        let Some(address) = address else { return false };
        let known = counts.known.get(&(name, address.to_owned())).is_some_and(|at| now.duration_since(*at) < KNOWN);
        !known && recent(counts.addresses.get_mut(address), now) >= PER_ADDRESS
    }

    /// A wrong password.
    pub(super) fn wrong(&self, name: &str, address: Option<&str>) {
        let now = self.ambient.now();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.sweep(now);
        counts.names.entry(typed(name)).or_default().push(now);
        if let Some(address) = address {
            counts.addresses.entry(address.to_owned()).or_default().push(now);
        }
    }

    /// A right password: the name's count starts again.
    pub(super) fn right(&self, name: &str, address: Option<&str>) {
        let now = self.ambient.now();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let name = typed(name);
        counts.names.remove(&name);
        if let Some(address) = address {
            counts.known.insert((name, address.to_owned()), now);
        }
    }
}

impl Counts {
    fn sweep(&mut self, now: Timestamp) {
        if self.names.len() + self.addresses.len() + self.known.len() < ENTRIES {
            return;
        }
        let young = |times: &Vec<Timestamp>| times.last().is_some_and(|at| now.duration_since(*at) < WINDOW);
        self.names.retain(|_, times| young(times));
        self.addresses.retain(|_, times| young(times));
        self.known.retain(|_, at| now.duration_since(*at) < KNOWN);
        if self.known.len() > ENTRIES / 2 {
            self.known.clear();
        }
    }
}

fn recent(times: Option<&mut Vec<Timestamp>>, now: Timestamp) -> usize {
    times.map_or(0, |times| {
        times.retain(|at| now.duration_since(*at) < WINDOW);
        times.len()
    })
}

/// The account that a typed name most likely means: `DOM\ana`, `ana@dom` and `Ana` count as one.
fn typed(name: &str) -> String {
    let name = name.trim();
    let name = name.rsplit_once('\\').map_or(name, |(_, name)| name);
    name.split_once('@').map_or(name, |(name, _)| name).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_trips_after_five_wrong_passwords_however_it_is_written() {
        let brake = Brake::new(Ambient::system());
        for name in ["ana", "ANA", "ana@example.lan", "EX\\ana"] {
            brake.wrong(name, Some("192.0.2.1"));
        }
        assert!(!brake.holds("ana", None));
        brake.wrong("ana", None);
        assert!(brake.holds("ana", Some("192.0.2.9")));
        assert!(!brake.holds("bob", Some("192.0.2.1")));
    }

    #[test]
    fn a_right_password_starts_the_count_again() {
        let brake = Brake::new(Ambient::system());
        (0..4).for_each(|_| brake.wrong("ana", None));
        brake.right("ana", None);
        brake.wrong("ana", None);
        assert!(!brake.holds("ana", None));
    }

    #[test]
    fn colleagues_behind_one_address_still_sign_in_when_it_trips() {
        let brake = Brake::new(Ambient::system());
        brake.right("ana", Some("192.0.2.1"));
        (0..60).for_each(|n| brake.wrong(&format!("guess{n}"), Some("192.0.2.1")));
        assert!(brake.holds("eve", Some("192.0.2.1")));
        assert!(!brake.holds("ana", Some("192.0.2.1")));
        assert!(!brake.holds("eve", Some("198.51.100.7")));
    }
}
