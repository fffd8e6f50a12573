//! What a client says about itself beyond an order: `OpenID` Connect Registration 1.0 §2, RFC 7591 §2,
//! RFC 9101 §10.5, RFC 9126 §6 and the logout specifications.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Members of a registration; every one may be missing. An ordered client has none of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of a registration with that very name")]
pub struct Metadata {
    /// It registered itself, or somebody did with an initial token: held to its registration to the letter.
    pub dynamic: bool,
    /// `web` or `native` (RFC 8252); empty = `web`.
    pub application_type: String,
    /// Grant types it may use; empty = authorization code and refresh.
    pub grant_types: Vec<String>,
    /// What it may ask the authorization endpoint for; empty = `code`.
    pub response_types: Vec<String>,
    /// Its public keys, by value (RFC 7517 §5).
    pub jwks: Option<Value>,
    /// Its public keys, by reference.
    pub jwks_uri: Option<String>,
    /// The only algorithm its assertions may have (Core §9).
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// `UserInfo` answers are signed with it (Core §5.3.2).
    pub userinfo_signed_response_alg: Option<String>,
    /// The only algorithm its request objects may have (Core §6).
    pub request_object_signing_alg: Option<String>,
    /// Where its request objects may be fetched from.
    pub request_uris: Vec<String>,
    /// A request without a signed request object is refused (RFC 9101 §10.5).
    pub require_signed_request_object: bool,
    /// A request that was not pushed is refused (RFC 9126 §6).
    pub require_pushed_authorization_requests: bool,
    /// The sector of its pairwise subjects (Core §8.1); none = public subjects.
    pub sector: Option<String>,
    /// Document that lists the redirect addresses of the sector.
    pub sector_identifier_uri: Option<String>,
    /// Loaded in a frame when the session ends (Front-Channel Logout 1.0 §2).
    pub frontchannel_logout_uri: Option<String>,
    /// … with `iss` and `sid`.
    pub frontchannel_logout_session_required: bool,
    /// Logout tokens must carry `sid`; they always do.
    pub backchannel_logout_session_required: bool,
    /// Seconds after which a sign-in is too old, when the request does not say.
    pub default_max_age: Option<u32>,
    /// `auth_time` must be in ID tokens; it always is.
    pub require_auth_time: bool,
    /// Its page, to show.
    pub client_uri: Option<String>,
    /// Its logo, to show.
    pub logo_uri: Option<String>,
    /// What it does with data, to show.
    pub policy_uri: Option<String>,
    /// Its terms, to show.
    pub tos_uri: Option<String>,
    /// Mail addresses of those responsible.
    pub contacts: Vec<String>,
}

impl Metadata {
    /// Whether a grant type is among those registered.
    pub fn may_use(&self, grant_type: &str) -> bool {
        if self.grant_types.is_empty() {
            // An ordered client may sign devices in as well: an administrator installed it.
            return !self.dynamic || ["authorization_code", "refresh_token"].contains(&grant_type);
        }
        self.grant_types.iter().any(|known| known == grant_type)
    }
}
