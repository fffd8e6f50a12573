//! What identity tells the audit log.

use super::{Person, Refusal};
use crate::audit::{Audit, Event, Outcome};

/// Where identity's events go; nowhere until the composition root says where.
#[derive(Clone, Default)]
pub(super) struct Journal(pub Option<Audit>);

/// Longest typed name that is noted.
const TYPED: usize = 64;

impl Journal {
    pub(super) async fn signed_in(&self, person: &Person, address: Option<&str>) {
        let mut event = event(&person.username, "sign-in", Outcome::Done);
        event.object = Some(person.source.to_string());
        event.address = address.map(str::to_owned);
        self.record(event).await;
    }

    /// Somebody came back from another provider: who it is here, or why nobody.
    pub(super) async fn signed_in_by(&self, who: &str, provider: &str, refused: Option<String>, address: Option<&str>) {
        let result = if refused.is_none() { Outcome::Done } else { Outcome::Refused };
        let mut event = event(who, "sign-in.upstream", result);
        event.object = Some(provider.to_owned());
        event.address = address.map(str::to_owned);
        event.detail = refused;
        self.record(event).await;
    }

    /// Somebody showed a passkey and nothing else; `who` is `?` when it was nobody's.
    pub(super) async fn signed_in_by_passkey(&self, who: &str, refused: Option<&Refusal>, address: Option<&str>) {
        let result = if refused.is_none() { Outcome::Done } else { Outcome::Refused };
        let mut event = event(who, "sign-in.passkey", result);
        event.address = address.map(str::to_owned);
        event.detail = refused.map(ToString::to_string);
        self.record(event).await;
    }

    /// Beside the sign-in itself: that it is kept in memory only.
    pub(super) async fn signed_in_without_cluster(&self, person: &Person, address: Option<&str>) {
        let mut event = event(&person.username, "sign-in.outage", Outcome::Done);
        event.address = address.map(str::to_owned);
        event.detail = Some("the cluster takes no writes: read only, in this server's memory".to_owned());
        self.record(event).await;
    }

    /// A code was asked for, or a second factor came or went.
    pub(super) async fn second_factor(&self, person: &Person, what: &str, refused: Option<&Refusal>) {
        let result = if refused.is_none() { Outcome::Done } else { Outcome::Refused };
        let mut event = event(&person.username, what, result);
        event.detail = refused.map(ToString::to_string);
        self.record(event).await;
    }

    /// The true reason is for administrators; the person reads the sentence of the refusal.
    pub(super) async fn refused(&self, typed: &str, refusal: &Refusal, address: Option<&str>) {
        let result = match refusal {
            Refusal::Directory(_) | Refusal::State(_) => Outcome::Failed,
            _ => Outcome::Refused,
        };
        let mut event = event(&shortened(typed), "sign-in", result);
        event.address = address.map(str::to_owned);
        event.detail = Some(refusal.to_string());
        self.record(event).await;
    }

    /// `what` happened to an `OpenID` client, or between it and a person.
    pub(super) async fn about_client(&self, who: &str, what: &str, client: &str) {
        let mut event = event(who, what, Outcome::Done);
        event.object = Some(client.to_owned());
        self.record(event).await;
    }

    pub(super) async fn session_ended(&self, person: &Person, why: &str) {
        let mut event = event(&person.username, "sign-out", Outcome::Done);
        event.detail = Some(why.to_owned());
        self.record(event).await;
    }

    pub(super) async fn password_changed(&self, typed: &str, refused: Option<String>, address: Option<&str>) {
        let result = if refused.is_none() { Outcome::Done } else { Outcome::Refused };
        let mut event = event(&shortened(typed), "password.change", result);
        event.address = address.map(str::to_owned);
        event.detail = refused;
        self.record(event).await;
    }

    async fn record(&self, event: Event) {
        if let Some(audit) = &self.0
            && let Err(error) = audit.record(event).await
        {
            tracing::error!(audit.error = %error, "audit entry not written");
        }
    }
}

fn event(who: &str, what: &str, result: Outcome) -> Event {
    Event {
        who: who.to_owned(),
        what: what.to_owned(),
        object: None,
        client: None,
        address: None,
        result,
        detail: None,
    }
}

fn shortened(typed: &str) -> String {
    typed.trim().chars().take(TYPED).collect()
}
