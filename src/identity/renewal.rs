//! The directory reaches the sessions: accounts are read again, and what is gone ends.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::directory::Account;
use super::session_document::SessionDocument;
use super::{Identity, IdentityError, Person, Source};
use crate::state::{Labels, Stored};

/// An answer of the directory may be this old.
const FRESH_SECONDS: i64 = 10;
/// A controller's clock and ours may differ by so much (as Kerberos has it).
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// Sessions of each person of a domain.
type Live = BTreeMap<Uuid, Vec<Stored<SessionDocument>>>;

impl Identity {
    /// Reads the account behind a session again, unless that was done a moment ago; says whether it did. A
    /// person who is disabled, expired or gone loses every session; a directory that does not answer
    /// changes nothing.
    pub async fn renew(&self, sid: &str) -> Result<bool, IdentityError> {
        let Some(stored) = self.session(sid).await? else { return Ok(false) };
        let Source::Directory(domain) = &stored.body.person.source else { return Ok(false) };
        let (person, now) = (stored.body.person.id, self.ambient.now());
        let read_at = self.directory.read_at(person).unwrap_or(stored.body.read_at).max(stored.body.read_at);
        if now.duration_since(read_at) < SignedDuration::from_secs(FRESH_SECONDS) {
            return Ok(false);
        }
        let directories = self.current_directories().await?;
        let Some(directory) = directories.as_ref().and_then(|all| all.at(domain)) else { return Ok(false) };
        let account = match directory.refresh(person).await {
            Ok(account) => account,
            Err(error) => {
                tracing::warn!(directory.error = %error, "account not read again");
                return Ok(false);
            }
        };
        self.bring(person, &account, &[stored]).await?;
        match account {
            Account::Gone(_) => Err(IdentityError::Grant("account gone")),
            Account::Locked => Err(IdentityError::Grant("account locked")),
            Account::Active { .. } => {
                self.directory.note_read(person, now);
                Ok(true)
            }
        }
    }

    /// Asks about every directory account with a live session and brings the news into the sessions:
    /// called by a job every few seconds. Says how many people lost their sessions.
    pub async fn renew_all(&self) -> Result<usize, IdentityError> {
        let Some(directories) = self.current_directories().await? else { return Ok(0) };
        let mut gone = 0;
        for (domain, live) in self.live().await? {
            let Some(directory) = directories.at(&domain) else { continue };
            let people: Vec<Uuid> = live.keys().copied().collect();
            let news = match directory.review(&people).await {
                Ok(news) => news,
                // Unreachable is not absent.
                Err(error) => {
                    tracing::warn!(directory.error = %error, "accounts not read again");
                    continue;
                }
            };
            for (person, account) in news {
                self.bring(person, &account, live.get(&person).map_or(&[], Vec::as_slice)).await?;
                gone += usize::from(matches!(account, Account::Gone(_)));
            }
        }
        Ok(gone)
    }

    /// The same at once: somebody was just found disabled or expired.
    pub(super) fn renew_beside(&self) {
        let identity = self.clone();
        tokio::spawn(async move {
            if let Err(error) = identity.renew_all().await {
                tracing::warn!(identity.error = %error, "accounts wait for the job");
            }
        });
    }

    async fn live(&self) -> Result<BTreeMap<String, Live>, IdentityError> {
        let labels = Labels::from([("state", "live".to_owned())]);
        let now = self.ambient.now();
        let mut domains: BTreeMap<String, Live> = BTreeMap::new();
        for session in self.store.list::<SessionDocument>(&labels).await? {
            if let Source::Directory(domain) = &session.body.person.source
                && session.body.lives(now)
            {
                let people = domains.entry(domain.clone()).or_default();
                people.entry(session.body.person.id).or_default().push(session);
            }
        }
        Ok(domains)
    }

    /// Brings what the directory says about a person into the person's sessions.
    async fn bring(
        &self,
        person: Uuid,
        account: &Account,
        sessions: &[Stored<SessionDocument>],
    ) -> Result<(), IdentityError> {
        match account {
            Account::Gone(why) => {
                self.end_sessions_of(person, why).await?;
            }
            Account::Active { person: current, password_at, .. } => {
                for session in sessions {
                    if is_newer(*password_at, session.body.signed_in_at) {
                        self.end_session(&session.name, "password changed in the directory").await?;
                    } else if session.body.person != **current {
                        self.bring_person(session, current).await?;
                    }
                }
                self.note_profile(current).await?;
            }
            // Anybody can lock anybody: nothing new, but what is open stays.
            Account::Locked => {}
        }
        Ok(())
    }

    /// A session's person changed; clients that are no longer for this person hear of their end.
    async fn bring_person(&self, session: &Stored<SessionDocument>, current: &Person) -> Result<(), IdentityError> {
        let mut lost = Vec::new();
        for id in &session.body.clients {
            let groups = self.client(id).await?.map(|client| client.order.groups).unwrap_or_default();
            if session.body.person.may(&groups) && !current.may(&groups) {
                lost.push(id.clone());
            }
        }
        if !lost.is_empty() {
            let part = SessionDocument { clients: lost.clone(), ..session.body.clone() };
            self.queue_logouts(&session.name, &part).await?;
        }
        let now = self.ambient.now();
        self.amend::<SessionDocument>(&session.name, |body| {
            body.person = current.clone();
            body.read_at = now;
            body.clients.retain(|client| !lost.contains(client));
            true
        })
        .await?;
        Ok(())
    }
}

fn is_newer(password_at: Option<Timestamp>, signed_in_at: Timestamp) -> bool {
    password_at.is_some_and(|set| set.duration_since(signed_in_at) > CLOCKS_DIFFER)
}
