//! The one-time code, the sessions that it opens, and a brake on guessing.

use std::collections::HashMap;
use std::fs;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::kept::{Progress, Session};
use super::{CodePlace, Setup, SetupError};
use crate::audit::Outcome;
use crate::clock;
use crate::web::csrf;

/// How long a set-up session lives.
const SESSION: SignedDuration = SignedDuration::from_hours(4);
/// Sessions at once: a few browsers of one administrator.
const SESSIONS: usize = 5;
/// Wrong codes from one address before it must wait.
const PATIENCE: u32 = 5;
/// The longest wait.
const LONGEST: Duration = Duration::from_mins(5);
/// Addresses remembered at most.
const ADDRESSES: usize = 1000;

impl Setup {
    /// Trades the code for a set-up session's token.
    pub async fn open(&self, code: &str, address: Option<&str>) -> Result<String, SetupError> {
        let address = address.unwrap_or_default();
        if self.brake().is_on(address) {
            return Err(SetupError::Slow);
        }
        let progress = self.progress().await?;
        if progress.done {
            return Err(SetupError::Closed);
        }
        let digest = self.code_digest(&progress);
        let right = digest.as_deref().is_some_and(|digest| fits(code, digest));
        if !right {
            self.brake().wrong(address);
            self.note("setup.open", None, Some(address), Outcome::Refused).await;
            return Err(SetupError::Code);
        }
        self.brake().right(address);
        let token = self.parts.ambient.token(32);
        let now = self.parts.ambient.now();
        let session = Session { token: clock::digest(&token), expires: now + SESSION };
        self.change(|progress| {
            progress.code.clone_from(&digest);
            progress.sessions.retain(|known| known.expires > now);
            let room = progress.sessions.len().saturating_sub(SESSIONS - 1);
            progress.sessions.drain(..room);
            progress.sessions.push(session.clone());
        })
        .await?;
        self.note("setup.open", None, Some(address), Outcome::Done).await;
        Ok(token)
    }

    /// Makes the code known to the other servers; the one that has the file calls it at start.
    pub async fn publish_code(&self) -> Result<(), SetupError> {
        let progress = self.progress().await?;
        let digest = self.code_digest(&progress);
        if progress.done || digest.is_none() || digest == progress.code {
            return Ok(());
        }
        self.change(|progress| progress.code.clone_from(&digest)).await
    }

    /// Whether the token belongs to an open session.
    pub async fn session_is_open(&self, token: &str) -> Result<bool, SetupError> {
        let progress = self.progress().await?;
        let (now, digest) = (self.parts.ambient.now(), clock::digest(token));
        let known =
            |session: &Session| session.expires > now && csrf::same(session.token.as_bytes(), digest.as_bytes());
        Ok(!progress.done && progress.sessions.iter().any(known))
    }

    /// The file says the newest code (root may make another one), the document what others know.
    fn code_digest(&self, progress: &Progress) -> Option<String> {
        match &self.parts.code {
            CodePlace::File(path) => {
                let text = fs::read_to_string(path).ok().map(|text| text.trim().to_ascii_lowercase());
                text.filter(|text| text.len() == 64).or_else(|| progress.code.clone())
            }
            CodePlace::Given(code) => Some(clock::digest(code)),
            CodePlace::None => progress.code.clone(),
        }
    }

    /// The code can open nothing any more.
    pub(super) fn use_up_code(&self) {
        if let CodePlace::File(path) = &self.parts.code
            && let Err(error) = fs::remove_file(path)
        {
            tracing::debug!(error = %error, "set-up code file stays");
        }
    }

    fn brake(&self) -> std::sync::MutexGuard<'_, Brake> {
        self.brake.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// People copy codes with spaces around, in the other case, or without the dashes.
fn fits(code: &str, digest: &str) -> bool {
    let code: String = code.split_whitespace().collect();
    let forms = [code.clone(), code.to_ascii_uppercase(), code.to_ascii_lowercase()];
    forms.iter().any(|form| csrf::same(clock::digest(form).as_bytes(), digest.as_bytes()))
}

/// Wrong codes by address.
#[derive(Default)]
pub(super) struct Brake {
    wrong: HashMap<String, (u32, Instant)>,
}

impl Brake {
    fn is_on(&self, address: &str) -> bool {
        self.wrong.get(address).is_some_and(|(count, last)| last.elapsed() < wait(*count))
    }

    fn wrong(&mut self, address: &str) {
        if self.wrong.len() >= ADDRESSES {
            self.wrong.retain(|_, (_, last)| last.elapsed() < LONGEST);
        }
        let entry = self.wrong.entry(address.to_owned()).or_insert((0, Instant::now()));
        *entry = (entry.0 + 1, Instant::now());
    }

    fn right(&mut self, address: &str) {
        self.wrong.remove(address);
    }
}

/// After some wrong codes every further one takes twice as long.
fn wait(count: u32) -> Duration {
    match count.checked_sub(PATIENCE) {
        None => Duration::ZERO,
        Some(more) => Duration::from_secs(1 << more.min(9)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_gets_slower_for_the_one_who_guesses() {
        let mut brake = Brake::default();
        for _ in 0..PATIENCE {
            assert!(!brake.is_on("a"));
            brake.wrong("a");
        }
        assert!(brake.is_on("a") && !brake.is_on("b"));
        brake.right("a");
        assert!(!brake.is_on("a"));
        assert_eq!(wait(4), Duration::ZERO);
        assert_eq!(wait(40), LONGEST);
    }

    #[test]
    fn a_code_may_be_typed_as_people_type() {
        let digest = clock::digest("abcd-efgh");
        assert!(fits(" ABCD-efgh \n", &digest));
        assert!(!fits("abcd-efgi", &digest));
    }
}
