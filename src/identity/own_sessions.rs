//! Where a person is signed in, and ending some of it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::clients::DESK;
use super::session_document::SessionDocument;
use super::{Identity, IdentityError, Viewer};
use crate::api::types::{SessionEntry, Text};
use crate::state::Stored;

impl Identity {
    /// Where a person is signed in, the latest seen first. `current`: the session that asks, if it is one.
    pub async fn sessions_of(&self, person: Uuid, current: Option<&str>) -> Result<Vec<SessionEntry>, IdentityError> {
        let mut sessions = self.live_sessions(person).await?;
        sessions.sort_by_key(|session| std::cmp::Reverse(session.body.last_seen));
        let names = self.names_of_clients(&sessions).await?;
        Ok(sessions.into_iter().map(|session| entry(session, current, &names)).collect())
    }

    /// Ends one session of a person; [`IdentityError::NotFound`] when it is somebody else's or over.
    pub async fn end_session_of(&self, person: Uuid, sid: &str, why: &str) -> Result<(), IdentityError> {
        let theirs = self.session(sid).await?.filter(|session| session.body.person.id == person);
        match theirs {
            Some(session) if session.body.lives(self.ambient.now()) => self.end_session(sid, why).await,
            _ => Err(IdentityError::NotFound("session")),
        }
    }

    /// Ends every session of a person but the viewer's own; says how many lived.
    pub async fn end_other_sessions(&self, viewer: &Viewer, why: &str) -> Result<usize, IdentityError> {
        let mut others = self.live_sessions(viewer.person.id).await?;
        others.retain(|session| session.name != viewer.sid);
        for session in &others {
            self.end_session(&session.name, why).await?;
        }
        Ok(others.len())
    }

    /// Names of the apps behind sessions; the desk itself is none.
    async fn names_of_clients(
        &self,
        sessions: &[Stored<SessionDocument>],
    ) -> Result<BTreeMap<String, Text>, IdentityError> {
        let mut names = BTreeMap::new();
        for client in sessions.iter().flat_map(|session| &session.body.clients).filter(|client| *client != DESK) {
            if !names.contains_key(client)
                && let Some(known) = self.client(client).await?
            {
                names.insert(client.clone(), known.order.name);
            }
        }
        Ok(names)
    }
}

fn entry(session: Stored<SessionDocument>, current: Option<&str>, names: &BTreeMap<String, Text>) -> SessionEntry {
    let body = session.body;
    SessionEntry {
        current: current == Some(session.name.as_str()),
        id: session.name,
        agent: body.agent,
        address: body.address,
        signed_in: body.signed_in_at.to_string(),
        seen: body.last_seen.to_string(),
        expires: body.expires_at.to_string(),
        second_factor: body.second_factor,
        apps: body.clients.iter().filter_map(|client| names.get(client).cloned()).collect(),
    }
}
