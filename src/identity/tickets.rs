//! One-time tickets that carry a session from `id.D` to `<app>.D`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::sessions::secret_name;
use super::{HandleKind, Identity, IdentityError, Viewer};
use crate::api::types::HostSession;
use crate::state::{Document, Kind, Labels, StateError, kinds};
use crate::web::site::without_port;

/// How long a ticket counts.
const SECONDS: i64 = 60;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TicketDocument {
    ticket_for: String,
    sid: String,
    used: bool,
    expires_at: Timestamp,
}

impl Document for TicketDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "ticket".to_owned())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Identity {
    /// A ticket for one host (without port), good once within 60 seconds.
    pub async fn ticket(&self, viewer: &Viewer, host: &str) -> Result<String, IdentityError> {
        let ticket = self.ambient.token(32);
        let body = TicketDocument {
            ticket_for: without_port(host).to_owned(),
            sid: viewer.sid.clone(),
            used: false,
            expires_at: self.ambient.now() + SignedDuration::from_secs(SECONDS),
        };
        self.store.create(&secret_name("ticket", &ticket), &body).await?;
        Ok(ticket)
    }

    /// The session's handle on `host` for a ticket; none when it is unknown, used, over, or for
    /// another host.
    pub async fn redeem_ticket(&self, ticket: &str, host: &str) -> Result<Option<HostSession>, IdentityError> {
        let Some(mut stored) = self.store.need::<TicketDocument>(&secret_name("ticket", ticket)).await? else {
            return Ok(None);
        };
        let host = without_port(host);
        if stored.body.used || stored.body.ticket_for != host || self.ambient.now() >= stored.body.expires_at {
            return Ok(None);
        }
        stored.body.used = true;
        match self.store.update(&stored).await {
            Ok(_) => {}
            Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        match self.add_handle(&stored.body.sid, &HandleKind::Host(host.to_owned())).await {
            Ok((handle, seconds)) => Ok(Some(HostSession { handle, seconds })),
            Err(IdentityError::Grant(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
