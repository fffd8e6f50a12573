//! Sessions: one document per sign-in, all handles as digests, ended as a whole.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::session_document::{Ended, SessionDocument};
use super::{HandleKind, Identity, IdentityError, Person, Source, Viewer, index, outage};
use crate::state::{Labels, StateError, Stored};
use crate::web::csrf;

/// How long a sign-in counts.
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;
/// Last-seen is written at most this often.
const SEEN_EVERY: i64 = 60;

/// A session that began: its identifier and the handle for the provider's cookie.
#[derive(Debug, Clone)]
pub struct Began {
    /// Identifier, `sid` in tokens.
    pub sid: String,
    /// For the cookie on `id.D`.
    pub handle: String,
}

impl Identity {
    /// The viewer behind a cookie; none when the session is unknown, ended or over.
    pub async fn viewer(&self, kind: HandleKind, handle: &str) -> Result<Option<Viewer>, IdentityError> {
        let Some(stored) = self.session_of_handle(&kind, handle).await? else { return Ok(None) };
        let now = self.ambient.now();
        if !stored.body.lives(now) {
            return Ok(None);
        }
        let Some(person) = self.present(&stored.body.person).await? else { return Ok(None) };
        if now.duration_since(stored.body.last_seen) >= SignedDuration::from_secs(SEEN_EVERY) {
            self.seen_in_background(stored.name.clone(), now);
        }
        Ok(Some(Viewer {
            person,
            csrf: crate::clock::digest(&format!("csrf {handle}")),
            read_only: self.is_sheltered(&stored.name),
            sid: stored.name,
            signed_in_at: stored.body.signed_in_at,
            first: stored.body.first(),
            second_factor: stored.body.second_factor,
            expires_at: stored.body.expires_at,
        }))
    }

    async fn session_of_handle(
        &self,
        kind: &HandleKind,
        handle: &str,
    ) -> Result<Option<Stored<SessionDocument>>, IdentityError> {
        let Some((sid, _)) = handle.split_once('.') else { return Ok(None) };
        let Some(stored) = self.session(sid).await? else { return Ok(None) };
        let digest = crate::clock::digest(handle);
        let known = stored.body.handles(kind).iter().any(|kept| csrf::same(kept.as_bytes(), digest.as_bytes()));
        Ok(known.then_some(stored))
    }

    /// The session of that identifier, ended or not.
    pub(super) async fn session(&self, sid: &str) -> Result<Option<Stored<SessionDocument>>, IdentityError> {
        let well_formed = sid.len() == 32 && sid.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !well_formed {
            return Ok(None);
        }
        Ok(self.store.need(sid).await?)
    }

    /// Whether the session lives.
    pub async fn session_lives(&self, sid: &str) -> Result<bool, IdentityError> {
        Ok(self.session(sid).await?.is_some_and(|stored| stored.body.lives(self.ambient.now())))
    }

    /// Begins a session for a person whose password was just checked. When the browser has one of the
    /// same person already, that one goes on, so that open apps stay signed in; another person's ends.
    /// While the cluster takes no writes, only local administrators get one ([`super::outage`]).
    pub async fn begin_session(
        &self,
        person: &Person,
        address: Option<&str>,
        agent: Option<&str>,
        before: Option<&Viewer>,
    ) -> Result<Began, IdentityError> {
        match self.begin_lasting(person, address, agent, before).await {
            Err(IdentityError::State(StateError::Unavailable(_))) if outage::may_begin(person) => {
                self.begin_sheltered(person, address, agent).await
            }
            done => done,
        }
    }

    async fn begin_lasting(
        &self,
        person: &Person,
        address: Option<&str>,
        agent: Option<&str>,
        before: Option<&Viewer>,
    ) -> Result<Began, IdentityError> {
        if let Some(before) = before {
            if before.person.id == person.id
                && let Some(began) = self.go_on(person, &before.sid).await?
            {
                return Ok(began);
            }
            self.end_session(&before.sid, "another sign-in").await?;
        }
        let (began, body) = self.new_session(person, address, agent);
        self.store.create(&began.sid, &body).await?;
        Ok(began)
    }

    /// A session as it begins, not yet kept.
    pub(super) fn new_session(
        &self,
        person: &Person,
        address: Option<&str>,
        agent: Option<&str>,
    ) -> (Began, SessionDocument) {
        let now = self.ambient.now();
        let sid = self.ambient.hex(16);
        let handle = self.new_handle(&sid);
        let body = SessionDocument {
            person: person.clone(),
            signed_in_at: now,
            last_seen: now,
            expires_at: now + SignedDuration::from_secs(SESSION_SECONDS),
            read_at: now,
            provider: vec![crate::clock::digest(&handle)],
            desk: Vec::new(),
            hosts: BTreeMap::new(),
            clients: Vec::new(),
            second_factor: false,
            amr: Vec::new(),
            otherwise: None,
            address: address.map(str::to_owned),
            agent: agent.map(|agent| agent.chars().take(200).collect()),
            ended: None,
        };
        (Began { sid, handle }, body)
    }

    /// The same session with a new sign-in and a new handle; none when it is over.
    async fn go_on(&self, person: &Person, sid: &str) -> Result<Option<Began>, IdentityError> {
        let now = self.ambient.now();
        let handle = self.new_handle(sid);
        let digest = crate::clock::digest(&handle);
        let changed = self
            .amend::<SessionDocument>(sid, |body| {
                let lives = body.lives(now);
                if lives {
                    body.person = person.clone();
                    body.second_factor = false;
                    body.amr.clear();
                    body.otherwise = None;
                    (body.signed_in_at, body.last_seen, body.read_at) = (now, now, now);
                    body.expires_at = now + SignedDuration::from_secs(SESSION_SECONDS);
                    body.provider = vec![digest.clone()];
                }
                lives
            })
            .await?;
        let lives = changed.is_some_and(|stored| stored.body.lives(now));
        Ok(lives.then(|| Began { sid: sid.to_owned(), handle }))
    }

    fn new_handle(&self, sid: &str) -> String {
        format!("{sid}.{}", self.ambient.token(32))
    }

    /// A new handle of a kind for a session that lives; with the seconds it may live.
    pub(super) async fn add_handle(&self, sid: &str, kind: &HandleKind) -> Result<(String, i64), IdentityError> {
        let handle = self.new_handle(sid);
        let (digest, now) = (crate::clock::digest(&handle), self.ambient.now());
        let changed = self
            .amend::<SessionDocument>(sid, |body| {
                let lives = body.lives(now);
                if lives {
                    body.add(kind, digest.clone());
                }
                lives
            })
            .await?;
        match changed {
            Some(stored) if stored.body.lives(now) => {
                Ok((handle, stored.body.expires_at.duration_since(now).as_secs()))
            }
            _ => Err(IdentityError::Grant("session over")),
        }
    }

    /// Notes that a client got tokens in a session.
    pub(super) async fn note_client(&self, sid: &str, client: &str) -> Result<(), IdentityError> {
        self.amend::<SessionDocument>(sid, |body| {
            let new = !body.clients.iter().any(|known| known == client);
            if new {
                body.clients.push(client.to_owned());
            }
            new
        })
        .await?;
        Ok(())
    }

    fn seen_in_background(&self, sid: String, now: Timestamp) {
        let identity = self.clone();
        tokio::spawn(async move {
            let seen = identity
                .amend::<SessionDocument>(&sid, |body| {
                    let due = now.duration_since(body.last_seen) >= SignedDuration::from_secs(SEEN_EVERY);
                    if due {
                        body.last_seen = now;
                    }
                    due
                })
                .await;
            if let Err(error) = seen {
                tracing::debug!(session.error = %error, "last seen not written");
            }
        });
    }

    /// Ends a session with everything under it; its clients hear of it. Ending it twice is no error.
    pub async fn end_session(&self, sid: &str, why: &str) -> Result<(), IdentityError> {
        let Some(stored) = self.session(sid).await? else { return Ok(()) };
        if stored.body.ended.is_some() {
            return Ok(());
        }
        let (now, why) = (self.ambient.now(), why.to_owned());
        // First the notices, then the end: whoever dies in between repeats both.
        self.queue_logouts(sid, &stored.body).await?;
        self.amend::<SessionDocument>(sid, |body| {
            let lived = body.ended.is_none();
            if lived {
                body.ended = Some(Ended { at: now, why: why.clone() });
            }
            lived
        })
        .await?;
        self.audit.session_ended(&stored.body.person, &why).await;
        Ok(())
    }

    /// Ends every session of a person; says how many lived.
    pub async fn end_sessions_of(&self, person: Uuid, why: &str) -> Result<usize, IdentityError> {
        let labels = Labels::from([("person", person.to_string()), ("state", "live".to_owned())]);
        let sessions = self.store.list::<SessionDocument>(&labels).await?;
        for session in &sessions {
            self.end_session(&session.name, why).await?;
        }
        Ok(sessions.len())
    }

    /// A person's sessions that live.
    pub(super) async fn live_sessions(&self, person: Uuid) -> Result<Vec<Stored<SessionDocument>>, IdentityError> {
        let labels = Labels::from([("person", person.to_string()), ("state", "live".to_owned())]);
        let mut sessions = self.store.list::<SessionDocument>(&labels).await?;
        let now = self.ambient.now();
        sessions.retain(|session| session.body.lives(now));
        Ok(sessions)
    }

    /// The person as known now: local accounts are read again, a choice of language and theme is
    /// added; none when the account is gone or disabled.
    pub(super) async fn present(&self, person: &Person) -> Result<Option<Person>, IdentityError> {
        let current = match &person.source {
            Source::Local => self.local_person(person.id).await?,
            Source::Directory(_) => Some(person.clone()),
        };
        match current {
            Some(person) => Ok(Some(self.with_choices(person).await?)),
            None => Ok(None),
        }
    }
}

/// Name of a document that belongs to a secret.
pub(super) fn secret_name(prefix: &str, secret: &str) -> String {
    format!("{prefix}-{}", index(secret))
}
