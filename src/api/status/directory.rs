//! How the directory is, asked now and then and not with every look at the status.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::identity::{DirectoryError, Identity};
use crate::web::Words;

/// An answer may be this old.
const FRESH: Duration = Duration::from_secs(20);
/// A look at the status waits no longer than this; the directory's own patience is longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the directory answered last; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct DirectoryState(Arc<Mutex<Option<Known>>>);

#[derive(Debug)]
struct Known {
    at: Instant,
    trouble: Option<DirectoryError>,
}

impl DirectoryState {
    /// One sentence with what to do, if something is wrong.
    pub(super) async fn problem(&self, identity: &Identity, words: Words) -> Option<String> {
        let mut known = self.0.lock().await;
        if known.as_ref().is_none_or(|known| known.at.elapsed() >= FRESH) {
            let answer = timeout(PATIENCE, identity.ask_directory()).await;
            let trouble = answer.unwrap_or_else(|_| Err(DirectoryError::Unreachable("no answer in time".to_owned())));
            *known = Some(Known { at: Instant::now(), trouble: trouble.err() });
        }
        let key = match known.as_ref()?.trouble.as_ref()? {
            DirectoryError::None => return None,
            DirectoryError::ServiceAccount(_) => "api-directory-account",
            DirectoryError::Settings(_) => "api-directory-settings",
            DirectoryError::Unreachable(_) => "api-directory-away",
            DirectoryError::Fault(_) => "api-directory-fault",
        };
        Some(words.say(key))
    }

    /// The settings were changed: the next look asks again.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}
