//! Signing in while the cluster takes no writes: local administrators only, to look and to repair.
//!
//! Session and code live in this server's memory ([`Shelter`]), so they are known to no other server
//! and open nothing but the desk. The moment the cluster takes writes again they are over.

use std::time::Duration;

use super::clients::DESK;
use super::session_document::SessionDocument;
use super::sessions::Began;
use super::{Identity, IdentityError, Person, Source, Viewer};
use crate::state::{StateError, kinds};

/// How often the cluster is asked whether it is back, while somebody is signed in like this.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// Whether somebody may sign in without the cluster: an administrator whose account we keep ourselves.
pub(super) fn may_begin(person: &Person) -> bool {
    person.admin && person.source == Source::Local
}

impl Identity {
    /// Begins a session in memory.
    pub(super) async fn begin_sheltered(
        &self,
        person: &Person,
        address: Option<&str>,
        agent: Option<&str>,
    ) -> Result<Began, IdentityError> {
        let (began, body) = self.new_session(person, address, agent);
        let first = self.shelter.is_empty();
        self.shelter.create(&began.sid, &body)?;
        tracing::warn!(person.name = person.username, "administrator signed in without the cluster");
        self.audit.signed_in_without_cluster(person, address).await;
        if first {
            self.wait_for_the_cluster();
        }
        Ok(began)
    }

    /// Whether a session lives in memory only.
    pub(super) fn is_sheltered(&self, sid: &str) -> bool {
        self.shelter.holds(kinds::SESSION, sid)
    }

    /// Such a session opens the desk and no app.
    pub(super) fn refuse_outside_the_desk(viewer: &Viewer, client: &str) -> Result<(), IdentityError> {
        if viewer.read_only && client != DESK {
            return Err(StateError::Unavailable("session in memory: the desk only".to_owned()).into());
        }
        Ok(())
    }

    fn wait_for_the_cluster(&self) {
        let identity = self.clone();
        tokio::spawn(async move {
            while !identity.shelter.is_empty() {
                tokio::time::sleep(ASK_EVERY).await;
                if identity.shelter.is_over().await {
                    for session in identity.shelter.close::<SessionDocument>() {
                        identity.audit.session_ended(&session.body.person, "the cluster is back").await;
                    }
                }
            }
        });
    }
}
