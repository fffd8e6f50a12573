//! GitHub: OAuth 2.0 without ID tokens; the account is read from its API.

use serde_json::{Map, Value, json};

use super::http::UpstreamCall;
use super::proof::Account;
use super::service::Service;
use super::{UpstreamRefusal, kind::UpstreamKind};
use crate::identity::Identity;

/// Where the public service's API lives; that of an own server lies below `/api/v3`.
const API: &str = "https://api.github.com";

/// GitHub's endpoints, the public ones or those of an own server.
pub(super) fn service(issuer: &str) -> Service {
    debug_assert!(UpstreamKind::of("github") == Some(UpstreamKind::GitHub));
    Service {
        issuer: None,
        authorization: format!("{issuer}/login/oauth/authorize"),
        token: format!("{issuer}/login/oauth/access_token"),
        keys: String::new(),
        userinfo: None,
        names_itself: false,
        by_form: true,
    }
}

/// The account behind an access token: its number, and its first address that GitHub verified.
pub(super) async fn account(identity: &Identity, issuer: &str, tokens: &Value) -> Result<Account, UpstreamRefusal> {
    let token = tokens["access_token"].as_str().ok_or(UpstreamRefusal::Untrusted("there is no access token"))?;
    let api = if issuer == "https://github.com" { API.to_owned() } else { format!("{issuer}/api/v3") };
    let user = identity.ask_json(&UpstreamCall::with_token(&format!("{api}/user"), token)).await?;
    let subject = user["id"].as_u64().ok_or(UpstreamRefusal::Untrusted("the account has no number"))?.to_string();
    let mut claims = Map::new();
    claims.insert("preferred_username".to_owned(), user["login"].clone());
    let mails = identity.ask_json(&UpstreamCall::with_token(&format!("{api}/user/emails"), token)).await?;
    let primary = |mail: &&Value| mail["primary"] == true && mail["verified"] == true;
    if let Some(mail) = mails.as_array().and_then(|all| all.iter().find(primary)) {
        claims.insert("email".to_owned(), mail["email"].clone());
        claims.insert("email_verified".to_owned(), json!(true));
    }
    Ok(Account { subject, claims })
}
