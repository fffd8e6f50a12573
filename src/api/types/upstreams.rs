//! Other providers at which people may sign in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A provider whose button stands on the sign-in page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// Its word in addresses: lower-case letters, digits and `-`, at most 32.
    pub id: String,
    /// `microsoft`, `google`, `gitlab`, `github`, or `openid` for any other OpenID provider.
    pub kind: String,
    /// On the button: `Microsoft`, `Lacaze GitLab`.
    pub name: String,
    /// Where it lives; empty = the public service of its kind. For `microsoft` it follows from the tenant.
    #[serde(default)]
    pub issuer: String,
    /// The one directory (tenant) of Microsoft Entra, by its GUID; people of others are refused.
    #[serde(default)]
    pub tenant: Option<String>,
    /// As registered there.
    pub client_id: String,
    /// Only written: answers leave it empty, and an empty one keeps what is stored.
    #[serde(default)]
    pub client_secret: String,
    /// How its accounts belong to people here, beside `links`: `listed` (only by them), `identifier`
    /// (a claim carries the directory's objectGUID or SID) or `name` (a verified claim is the UPN).
    pub rule: String,
    /// The claim that the rule reads; empty = the usual one of the kind.
    #[serde(default)]
    pub claim: String,
    /// For `name`: the only domain that counts, as in `ana@lacaze.fr`.
    #[serde(default)]
    pub domain: Option<String>,
    /// Accounts that belong to a person whatever the rule says.
    #[serde(default)]
    pub links: Vec<UpstreamLink>,
    /// What it says about how people signed in there counts here: with `mfa` in `amr` (RFC 8176) no second
    /// factor is asked for, and apps are told so.
    #[serde(default)]
    pub believed: bool,
    /// Shown and usable.
    pub enabled: bool,
}

/// An account there and the person here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpstreamLink {
    /// The account's immutable identifier there: `sub`, for GitHub the number of the account.
    pub subject: String,
    /// Sign-in name here.
    pub person: String,
}

/// A provider as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpstreamEntry {
    /// Its settings, without the secret.
    #[serde(flatten)]
    pub settings: Upstream,
    /// What must be registered there as redirect address.
    pub redirect_uri: String,
}

/// What a try of settings found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpstreamTest {
    /// The provider answers, and its answer can be used.
    pub good: bool,
    /// What is so, and what to do.
    pub sentence: String,
}
