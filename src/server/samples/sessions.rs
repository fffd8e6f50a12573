//! Who is signed in to a sample, and what each person wrote there.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::Timestamp;

/// How long a started sign-in may take, seconds.
const FLOW_SECONDS: i64 = 600;

/// A started sign-in.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    pub(super) verifier: String,
    pub(super) nonce: String,
    pub(super) started: Timestamp,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) sid: String,
}

#[derive(Debug, Default)]
struct Kept {
    flows: HashMap<String, Flow>,
    guests: HashMap<String, Guest>,
    notes: HashMap<String, Vec<String>>,
}

/// Everything a sample keeps, in memory.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<Kept>);

impl Sessions {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(super) fn start(&self, state: String, flow: Flow) {
        let mut kept = self.kept();
        let now = flow.started.as_second();
        kept.flows.retain(|_, flow| now - flow.started.as_second() < FLOW_SECONDS);
        kept.flows.insert(state, flow);
    }

    pub(super) fn flow(&self, state: &str) -> Option<Flow> {
        self.kept().flows.remove(state)
    }

    pub(super) fn open(&self, handle: String, guest: Guest) {
        self.kept().guests.insert(handle, guest);
    }

    pub(super) fn guest(&self, handle: &str) -> Option<Guest> {
        self.kept().guests.get(handle).cloned()
    }

    pub(super) fn end(&self, sid: &str) {
        self.kept().guests.retain(|_, guest| guest.sid != sid);
    }

    pub(super) fn write(&self, subject: &str, line: String) {
        self.kept().notes.entry(subject.to_owned()).or_default().push(line);
    }

    pub(super) fn lines(&self, subject: &str) -> Vec<String> {
        self.kept().notes.get(subject).cloned().unwrap_or_default()
    }
}
