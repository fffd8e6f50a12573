//! What the gateway asks.

use http::Method;

use super::{Client, ClientError};
use crate::api::types::{AccessAnswer, AccessQuestion, GatewaySettings, HostSession, RedeemTicket};

impl Client {
    /// “May this person open this app?”
    pub async fn access(&self, question: &AccessQuestion) -> Result<AccessAnswer, ClientError> {
        self.write(Method::POST, "/internal/v1/access", question).await
    }

    /// A one-time ticket for a session handle on one host; none if it is used, expired or foreign.
    pub async fn redeem_ticket(&self, order: &RedeemTicket) -> Result<Option<HostSession>, ClientError> {
        self.write(Method::POST, "/internal/v1/tickets", order).await
    }

    /// Hosts, certificates, peers.
    pub async fn gateway_settings(&self) -> Result<GatewaySettings, ClientError> {
        self.read("/internal/v1/settings").await
    }
}
