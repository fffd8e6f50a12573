//! The service account's password between a test and the order to connect, in the set-up and in the settings:
//! it stays in this process and never goes back into a page.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::client::types::DirectorySettings;
use crate::clock::digest;

/// How long somebody may read the findings of a test.
const KEPT: SignedDuration = SignedDuration::from_mins(30);

/// At most one password; cheap to clone. Another server of the cloud, or a restart, knows none and
/// the form asks again.
#[derive(Clone, Default)]
pub(in crate::desktop) struct KeptPassword(Arc<Mutex<Option<Kept>>>);

struct Kept {
    lock: String,
    password: String,
    until: Timestamp,
}

impl std::fmt::Debug for KeptPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptPassword")
    }
}

impl KeptPassword {
    /// Keeps the settings' password for this session and this account there.
    pub(in crate::desktop) fn keep(&self, session: &str, settings: &DirectorySettings, now: Timestamp) {
        let kept = Kept { lock: lock(session, settings), password: settings.password.clone(), until: now + KEPT };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }

    /// The password, if it was typed in this session for the same account at the same controllers:
    /// it is not sent to anybody else.
    pub(in crate::desktop) fn of(&self, session: &str, settings: &DirectorySettings, now: Timestamp) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|kept| kept.until > now && kept.lock == lock(session, settings))?;
        Some(kept.password.clone())
    }
}

fn lock(session: &str, settings: &DirectorySettings) -> String {
    let DirectorySettings { hosts, domain, account, security, .. } = settings;
    digest(&format!("{session}\n{}\n{domain}\n{account}\n{security}", hosts.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str) -> DirectorySettings {
        DirectorySettings {
            hosts: vec![host.into()],
            domain: "lacaze.lan".into(),
            account: "unidash@lacaze.lan".into(),
            password: "secret".into(),
            ..DirectorySettings::default()
        }
    }

    #[test]
    fn only_the_same_session_account_and_controllers_get_it_back_and_not_for_ever() {
        let kept = KeptPassword::default();
        let now: Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
        kept.keep("session", &settings("dc1.lacaze.lan"), now);
        assert_eq!(kept.of("session", &settings("dc1.lacaze.lan"), now).as_deref(), Some("secret"));
        assert_eq!(kept.of("session", &settings("dc.evil.example"), now), None);
        assert_eq!(kept.of("another", &settings("dc1.lacaze.lan"), now), None);
        assert_eq!(kept.of("session", &settings("dc1.lacaze.lan"), now + KEPT), None);
    }
}
