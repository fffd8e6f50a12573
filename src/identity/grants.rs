//! Authorization codes and what grows from them: one document per grant, nothing per token.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::proof_key::proves;
use super::sessions::secret_name;
use super::{HandleKind, Identity, IdentityError, Person, Viewer};
use crate::api::types::{HostSession, RedeemDeskCode};
use crate::state::{Document, Kind, Labels, StateError, Stored, kinds};

/// How long a code counts (RFC 6749 §4.1.2 recommends at most 10 minutes).
const CODE_SECONDS: i64 = 60;

/// A grant from the moment its code is issued until everything issued from it is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct GrantDocument {
    pub client: String,
    pub sid: String,
    pub redirect_uri: String,
    pub scope: Vec<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    /// The request's `claims`.
    #[serde(default)]
    pub claims: Option<Value>,
    pub code_until: Timestamp,
    pub expires_at: Timestamp,
    pub state: GrantState,
    /// Generation of the refresh token that counts now, and since when.
    pub generation: u64,
    pub rotated_at: Timestamp,
}

/// Where a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum GrantState {
    /// The code waits.
    Issued,
    /// The code was redeemed.
    Used,
    /// Nothing from it counts any more.
    Revoked,
}

impl Document for GrantDocument {
    const KIND: Kind = kinds::GRANT;
    fn labels(&self) -> Labels {
        Labels::from([("what", "grant".to_owned()), ("client", self.client.clone()), ("sid", self.sid.clone())])
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// What the authorization endpoint decided.
#[derive(Debug, Clone)]
pub struct NewGrant {
    /// The client.
    pub client: String,
    /// As it stood in the request.
    pub redirect_uri: String,
    /// Granted scopes.
    pub scope: Vec<String>,
    /// For the ID token (OpenID Connect Core 1.0 §3.1.2.1).
    pub nonce: Option<String>,
    /// PKCE challenge, method S256 (RFC 7636 §4.2).
    pub challenge: Option<String>,
    /// The request's `claims` (Core §5.5).
    pub claims: Option<Value>,
}

/// A device that a person agreed to.
pub(super) struct GrantedDevice<'a> {
    /// The device's code.
    pub code: &'a str,
    /// Its client.
    pub client: &'a str,
    /// The session of the person.
    pub sid: String,
    /// What it asked for.
    pub scope: Vec<String>,
}

/// A code as a client presents it.
#[derive(Debug, Clone, Copy)]
pub struct CodeUse<'a> {
    /// The code.
    pub code: &'a str,
    /// Who presents it, authenticated.
    pub client: &'a str,
    /// Must be the one of the request (RFC 6749 §4.1.3).
    pub redirect_uri: &'a str,
    /// PKCE verifier (RFC 7636 §4.5).
    pub verifier: Option<&'a str>,
}

/// A grant that counts, with its person as known now.
#[derive(Debug, Clone)]
pub struct LiveGrant {
    /// Name of the grant, inside tokens.
    pub name: String,
    /// The client.
    pub client: String,
    /// The session.
    pub sid: String,
    /// Who.
    pub person: Person,
    /// Granted scopes.
    pub scope: Vec<String>,
    /// Nonce of the request.
    pub nonce: Option<String>,
    /// The request's `claims`.
    pub claims: Option<Value>,
    /// When the password was typed.
    pub auth_time: Timestamp,
    /// A second factor was shown, too.
    pub second_factor: bool,
    /// What was shown (RFC 8176 §2); empty = another provider said who it is, and not how.
    pub amr: Vec<String>,
    /// When the session ends.
    pub expires_at: Timestamp,
    pub(super) generation: u64,
}

impl Identity {
    /// A code for a viewer. The client hears of the session's end from now on.
    pub async fn issue_code(&self, viewer: &Viewer, order: NewGrant) -> Result<String, IdentityError> {
        Self::refuse_outside_the_desk(viewer, &order.client)?;
        let (code, now) = (self.ambient.token(32), self.ambient.now());
        self.note_client(&viewer.sid, &order.client).await?;
        let body = GrantDocument {
            client: order.client,
            sid: viewer.sid.clone(),
            redirect_uri: order.redirect_uri,
            scope: order.scope,
            nonce: order.nonce,
            challenge: order.challenge,
            claims: order.claims,
            code_until: now + SignedDuration::from_secs(CODE_SECONDS),
            expires_at: viewer.expires_at,
            state: GrantState::Issued,
            generation: 0,
            rotated_at: now,
        };
        self.store.create(&secret_name("code", &code), &body).await?;
        Ok(code)
    }

    /// The grant of a device, redeemed from the start.
    pub(super) async fn grant_device(&self, device: GrantedDevice<'_>) -> Result<LiveGrant, IdentityError> {
        let now = self.ambient.now();
        let over = || IdentityError::Grant("session over");
        let session = self.session(&device.sid).await?.ok_or_else(over)?;
        let body = GrantDocument {
            client: device.client.to_owned(),
            sid: device.sid,
            redirect_uri: String::new(),
            scope: device.scope,
            nonce: None,
            challenge: None,
            claims: None,
            code_until: now,
            expires_at: session.body.expires_at,
            state: GrantState::Used,
            generation: 0,
            rotated_at: now,
        };
        let stored = self.store.create(&secret_name("code", device.code), &body).await?;
        self.alive(stored).await?.ok_or_else(over)
    }

    /// Redeems a code once. Shown a second time it ends everything that came from it (RFC 6749
    /// §4.1.2, §10.5).
    pub async fn redeem_code(&self, shown: CodeUse<'_>) -> Result<LiveGrant, IdentityError> {
        let name = secret_name("code", shown.code);
        let Some(mut stored) = self.store.need::<GrantDocument>(&name).await? else {
            return Err(IdentityError::Grant("code unknown"));
        };
        if stored.body.client != shown.client {
            return Err(IdentityError::Grant("code of another client"));
        }
        if stored.body.state != GrantState::Issued {
            self.revoke_grant(&name).await?;
            return Err(IdentityError::Grant("code used twice"));
        }
        if self.ambient.now() >= stored.body.code_until {
            return Err(IdentityError::Grant("code over"));
        }
        if stored.body.redirect_uri != shown.redirect_uri {
            return Err(IdentityError::Grant("redirect_uri differs"));
        }
        if !proves(stored.body.challenge.as_deref(), shown.verifier) {
            return Err(IdentityError::Grant("PKCE verifier wrong"));
        }
        stored.body.state = GrantState::Used;
        match self.store.update(&stored).await {
            Ok(stored) => self.alive(stored).await?.ok_or(IdentityError::Grant("session over")),
            Err(StateError::Conflict { .. } | StateError::NotFound { .. }) => {
                self.revoke_grant(&name).await?;
                Err(IdentityError::Grant("code used twice"))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The desktop's code becomes a session of the desk.
    pub async fn redeem_desk_code(&self, order: &RedeemDeskCode) -> Result<(HostSession, Viewer), IdentityError> {
        let shown = CodeUse {
            code: &order.code,
            client: "desk",
            redirect_uri: &order.redirect_uri,
            verifier: Some(&order.verifier),
        };
        let grant = self.redeem_code(shown).await?;
        if grant.nonce.as_deref() != Some(order.nonce.as_str()) {
            self.revoke_grant(&grant.name).await?;
            return Err(IdentityError::Grant("nonce differs"));
        }
        let (handle, seconds) = self.add_handle(&grant.sid, &HandleKind::Desk).await?;
        let viewer = self.viewer(HandleKind::Desk, &handle).await?.ok_or(IdentityError::Grant("session over"))?;
        Ok((HostSession { handle, seconds }, viewer))
    }

    /// The grant of that name while it counts: redeemed, not revoked, its session alive, its client
    /// still registered.
    pub async fn live_grant(&self, name: &str) -> Result<Option<LiveGrant>, IdentityError> {
        let well_formed =
            name.len() == 45 && name.starts_with("code-") && name[5..].bytes().all(|b| b.is_ascii_hexdigit());
        if !well_formed {
            return Ok(None);
        }
        match self.store.need::<GrantDocument>(name).await? {
            Some(stored) => self.alive(stored).await,
            None => Ok(None),
        }
    }

    pub(super) async fn alive(&self, stored: Stored<GrantDocument>) -> Result<Option<LiveGrant>, IdentityError> {
        let Stored { name, body, .. } = stored;
        let session = self.session(&body.sid).await?.filter(|session| session.body.lives(self.ambient.now()));
        let (Some(session), GrantState::Used) = (session, body.state) else { return Ok(None) };
        let Some(client) = self.client(&body.client).await? else { return Ok(None) };
        let Some(person) = self.present(&session.body.person).await? else { return Ok(None) };
        if !person.may(&client.order.groups) {
            return Ok(None);
        }
        Ok(Some(LiveGrant {
            name,
            client: body.client,
            sid: body.sid,
            person,
            scope: body.scope,
            nonce: body.nonce,
            claims: body.claims,
            auth_time: session.body.signed_in_at,
            second_factor: session.body.second_factor,
            amr: session.body.methods(),
            expires_at: session.body.expires_at,
            generation: body.generation,
        }))
    }

    /// Ends everything issued from a grant. Absent is no error.
    pub async fn revoke_grant(&self, name: &str) -> Result<(), IdentityError> {
        self.amend::<GrantDocument>(name, |body| {
            let counted = body.state != GrantState::Revoked;
            body.state = GrantState::Revoked;
            counted
        })
        .await?;
        Ok(())
    }
}
