//! What is kept of a sign-in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{First, HandleKind, Person};
use crate::state::{Document, Kind, Labels, kinds};

/// Handles of one kind that live side by side (two tabs that sign in at once).
const HANDLES: usize = 4;

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SessionDocument {
    pub person: Person,
    pub signed_in_at: Timestamp,
    pub last_seen: Timestamp,
    pub expires_at: Timestamp,
    /// The directory was asked about the person.
    pub read_at: Timestamp,
    pub provider: Vec<String>,
    pub desk: Vec<String>,
    #[serde(default)]
    pub hosts: BTreeMap<String, Vec<String>>,
    /// Clients that got tokens: they hear of the end.
    #[serde(default)]
    pub clients: Vec<String>,
    /// A second factor was shown at the last sign-in.
    #[serde(default)]
    pub second_factor: bool,
    /// What was shown at the last sign-in, when it was not the password alone (RFC 8176 §2).
    #[serde(default)]
    pub amr: Vec<String>,
    /// The last sign-in began without a password: what was shown, as far as it is known.
    #[serde(default)]
    pub otherwise: Option<Vec<String>>,
    pub address: Option<String>,
    pub agent: Option<String>,
    pub ended: Option<Ended>,
}

/// That a session is over, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub at: Timestamp,
    pub why: String,
}

impl Document for SessionDocument {
    const KIND: Kind = kinds::SESSION;
    fn labels(&self) -> Labels {
        let state = if self.ended.is_some() { "ended" } else { "live" };
        Labels::from([("person", self.person.id.to_string()), ("state", state.to_owned())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl SessionDocument {
    pub(super) fn lives(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// The first step of the last sign-in.
    pub(super) fn first(&self) -> First {
        self.otherwise.clone().map_or(First::Password, First::Otherwise)
    }

    /// What was shown at the last sign-in, as far as it is known.
    pub(super) fn methods(&self) -> Vec<String> {
        match (self.amr.is_empty(), self.second_factor) {
            (false, _) => self.amr.clone(),
            // A session from before passkeys were known.
            (true, true) => ["pwd", "otp", "mfa"].map(str::to_owned).into(),
            (true, false) => self.first().methods(),
        }
    }

    pub(super) fn handles(&self, kind: &HandleKind) -> &[String] {
        match kind {
            HandleKind::Provider => &self.provider,
            HandleKind::Desk => &self.desk,
            HandleKind::Host(host) => self.hosts.get(host).map_or(&[], Vec::as_slice),
        }
    }

    pub(super) fn add(&mut self, kind: &HandleKind, digest: String) {
        let handles = match kind {
            HandleKind::Provider => &mut self.provider,
            HandleKind::Desk => &mut self.desk,
            HandleKind::Host(host) => self.hosts.entry(host.clone()).or_default(),
        };
        handles.push(digest);
        let surplus = handles.len().saturating_sub(HANDLES);
        handles.drain(..surplus);
    }
}
