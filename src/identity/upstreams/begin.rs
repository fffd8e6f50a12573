//! Leaving for another provider, and recognizing who comes back.
//!
//! Nothing is stored on the way: the browser's cookie holds a random value, and `state`, `nonce` and the
//! proof key are keyed digests of it. Whoever answers without the cookie gets nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use url::Url;

use super::{UpstreamRefusal, kind::UpstreamKind};
use crate::identity::{Identity, IdentityError};
use crate::web::csrf;

/// Somebody may take so long over there, in seconds.
const PATIENCE: i64 = 900;
/// Longest request that can wait in the cookie, in bytes.
const WAITING: usize = 2600;

/// A browser that leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamStart {
    /// Where it goes.
    pub address: String,
    /// Value of the cookie that it must come back with.
    pub cookie: String,
    /// Seconds that the cookie counts.
    pub seconds: i64,
}

/// What a browser comes back with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Came<'a> {
    /// Its cookie.
    pub cookie: Option<&'a str>,
    /// Parameter `state`.
    pub state: Option<&'a str>,
    /// Parameter `code`.
    pub code: Option<&'a str>,
    /// Parameter `error`.
    pub error: Option<&'a str>,
    /// Parameter `iss` (RFC 9207).
    pub issuer: Option<&'a str>,
    /// Address of the browser, for the audit.
    pub address: Option<&'a str>,
}

/// A request that waits while somebody is over there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    /// Where it goes on here.
    pub to: String,
    /// A session was there already and a new sign-in was asked for: since when, in seconds since the epoch.
    pub(super) again_at: Option<i64>,
}

/// The three values that tie request, browser and ID token together.
pub(super) struct Ties {
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

impl Identity {
    /// Whether a waiting request fits into the cookie: else the buttons are not offered.
    pub fn fits_upstream(waiting: &str) -> bool {
        waiting.len() <= WAITING
    }

    /// Where a browser goes to sign in at a provider (OpenID Connect Core 1.0 §3.1.2.1, RFC 7636); `waiting`
    /// is what goes on afterwards. With `again` the provider must ask the person anew, and prove that it did.
    pub async fn begin_upstream(&self, id: &str, waiting: &str, again: bool) -> Result<UpstreamStart, UpstreamRefusal> {
        let (upstream, _) = self.upstream(id).await?;
        let service = self.known_service(&upstream).await?;
        let waiting = if Self::fits_upstream(waiting) { waiting } else { "" };
        let until = self.ambient.now().as_second() + PATIENCE;
        let (random, waiting) = (self.ambient.token(32), URL_SAFE_NO_PAD.encode(waiting));
        let cookie = format!("{until}.{random}.{waiting}{}", if again { ".again" } else { "" });
        let ties = self.ties(id, &cookie).await?;
        let mut address = Url::parse(&service.authorization)
            .map_err(|_| UpstreamRefusal::Untrusted("the authorization endpoint is no address"))?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, ties.verifier.as_bytes()));
        let github = UpstreamKind::of(&upstream.kind) == Some(UpstreamKind::GitHub);
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &upstream.client_id)
            .append_pair("redirect_uri", &self.upstream_redirect(id))
            .append_pair("scope", if github { "read:user user:email" } else { "openid email profile" })
            .append_pair("state", &ties.state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if again {
            address.query_pairs_mut().append_pair("prompt", "login").append_pair("max_age", "0");
        }
        if !github {
            address.query_pairs_mut().append_pair("nonce", &ties.nonce);
        }
        Ok(UpstreamStart { address: address.into(), cookie, seconds: PATIENCE })
    }

    pub(super) async fn ties(&self, id: &str, cookie: &str) -> Result<Ties, IdentityError> {
        let text = format!("{id} {cookie}");
        Ok(Ties {
            state: self.keys.mac("upstream-state", &text).await?,
            nonce: self.keys.mac("upstream-nonce", &text).await?,
            verifier: self.keys.mac("upstream-verifier", &text).await?,
        })
    }

    /// The request that waits behind a cookie, when `state` belongs to it and it is not over.
    pub async fn waiting_upstream(&self, id: &str, came: Came<'_>) -> Result<Waited, UpstreamRefusal> {
        let (Some(cookie), Some(state)) = (came.cookie, came.state) else { return Err(UpstreamRefusal::Stale) };
        let genuine = self.ties(id, cookie).await?.state;
        let mut parts = cookie.splitn(4, '.');
        let until = parts.next().and_then(|until| until.parse::<i64>().ok()).unwrap_or_default();
        if !csrf::same(genuine.as_bytes(), state.as_bytes()) || self.ambient.now().as_second() >= until {
            return Err(UpstreamRefusal::Stale);
        }
        let waiting = parts.nth(1).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let to = waiting.and_then(|text| String::from_utf8(text).ok()).unwrap_or_default();
        Ok(Waited { to, again_at: parts.next().map(|_| until - PATIENCE) })
    }
}
