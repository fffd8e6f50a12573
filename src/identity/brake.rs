//! The brake on guessing: counts typed names, existing or not, and addresses.
//!
//! It says the very sentence of a locked account, so it tells nobody whether an account exists. It
//! lives in memory: each server counts for itself, and the directory's own lock stands behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::directory::Lockout;
use crate::clock::Ambient;

/// Wrong passwords for one name at most, whatever the directory allows.
const PER_NAME: usize = 5;
/// Wrong passwords from one address. High, because a company may sit behind one.
const PER_ADDRESS: usize = 60;
/// Within this time at least.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// And this time at most, whatever the directory says.
const WINDOW_MOST: SignedDuration = SignedDuration::from_hours(24);
/// A name that signed in from an address is not braked because of its neighbours, for so long.
const KNOWN: SignedDuration = SignedDuration::from_hours(24 * 14);
/// Entries that are kept at most; beyond that old ones are dropped.
const ENTRIES: usize = 50_000;

/// When a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit {
    tries: usize,
    window: SignedDuration,
}

impl Default for Limit {
    fn default() -> Self {
        Self { tries: PER_NAME, window: WINDOW }
    }
}

impl Limit {
    /// Trips one try before the directory locks, and holds as long as the directory counts: so that
    /// nobody locks a colleague's account through us, and a locked account shows nothing that an
    /// unknown name would not show.
    pub(super) fn below(lockout: Lockout) -> Self {
        let usual = Self::default();
        match usize::try_from(lockout.threshold).unwrap_or(0) {
            0 => usual,
            threshold => Self {
                tries: usual.tries.min((threshold - 1).max(1)),
                window: lockout.window.clamp(WINDOW, WINDOW_MOST),
            },
        }
    }
}

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
    pub(super) fn holds(&self, name: &str, address: Option<&str>, limit: Limit) -> bool {
        let now = self.ambient.now();
        let name = typed(name);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if recent(counts.names.get_mut(&name), now, limit.window) >= limit.tries {
            return true;
        }
        let Some(address) = address else { return false };
        let known = counts.known.get(&(name, address.to_owned())).is_some_and(|at| now.duration_since(*at) < KNOWN);
        !known && recent(counts.addresses.get_mut(address), now, WINDOW) >= PER_ADDRESS
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
        let young = |times: &Vec<Timestamp>, window| times.last().is_some_and(|at| now.duration_since(*at) < window);
        self.names.retain(|_, times| young(times, WINDOW_MOST));
        if self.names.len() > ENTRIES / 2 {
            self.names.retain(|_, times| young(times, WINDOW));
        }
        self.addresses.retain(|_, times| young(times, WINDOW));
        self.known.retain(|_, at| now.duration_since(*at) < KNOWN);
        if self.known.len() > ENTRIES / 2 {
            self.known.clear();
        }
    }
}

fn recent(times: Option<&mut Vec<Timestamp>>, now: Timestamp, window: SignedDuration) -> usize {
    times.map_or(0, |times| {
        times.retain(|at| now.duration_since(*at) < window);
        times.len()
    })
}

/// The account that a typed name most likely means: `DOM\ana`, `ana@dom` and `Ana` count as one.
fn typed(name: &str) -> String {
    let name = name.trim();
    let name = name.rsplit_once('\\').map_or(name, |(_, name)| name);
    name.split_once('@').map_or(name, |(name, _)| name).to_lowercase()
}

/// Whether two typed names most likely mean one account.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    typed(one) == typed(other)
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
        assert!(!brake.holds("ana", None, Limit::default()));
        brake.wrong("ana", None);
        assert!(brake.holds("ana", Some("192.0.2.9"), Limit::default()));
        assert!(!brake.holds("bob", Some("192.0.2.1"), Limit::default()));
    }

    #[test]
    fn the_brake_trips_before_the_directory_locks_and_holds_as_long_as_it_counts() {
        let lockout = |threshold, minutes| Lockout { threshold, window: SignedDuration::from_mins(minutes) };
        assert_eq!(Limit::below(Lockout::default()), Limit::default());
        assert_eq!(Limit::below(lockout(5, 30)), Limit { tries: 4, window: SignedDuration::from_mins(30) });
        assert_eq!(Limit::below(lockout(50, 1)), Limit { tries: 5, window: WINDOW });
        assert_eq!(Limit::below(lockout(1, 99_999)), Limit { tries: 1, window: WINDOW_MOST });
        let (brake, limit) = (Brake::new(Ambient::system()), Limit::below(lockout(3, 30)));
        brake.wrong("ana", None);
        assert!(!brake.holds("ana", None, limit));
        brake.wrong("ana", None);
        assert!(brake.holds("ana", None, limit));
    }

    #[test]
    fn a_right_password_starts_the_count_again() {
        let brake = Brake::new(Ambient::system());
        (0..4).for_each(|_| brake.wrong("ana", None));
        brake.right("ana", None);
        brake.wrong("ana", None);
        assert!(!brake.holds("ana", None, Limit::default()));
    }

    #[test]
    fn colleagues_behind_one_address_still_sign_in_when_it_trips() {
        let brake = Brake::new(Ambient::system());
        brake.right("ana", Some("192.0.2.1"));
        (0..60).for_each(|n| brake.wrong(&format!("guess{n}"), Some("192.0.2.1")));
        assert!(brake.holds("eve", Some("192.0.2.1"), Limit::default()));
        assert!(!brake.holds("ana", Some("192.0.2.1"), Limit::default()));
        assert!(!brake.holds("eve", Some("198.51.100.7"), Limit::default()));
    }
}
