//! How people sign in to an app, said honestly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::File;

/// How people sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppSso)]
pub struct Sso {
    /// The honest word for it.
    pub mode: Mode,
    /// With `mode: oidc`.
    #[serde(default)]
    pub oidc: Option<Oidc>,
    /// With `mode: forward-auth`.
    #[serde(default)]
    pub forward_auth: Option<ForwardAuth>,
}

/// How people sign in, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = AppSsoMode)]
pub enum Mode {
    /// The app's own OpenID Connect: client registered, secret delivered, no field by hand.
    Oidc,
    /// The gateway checks and hands the name over in headers.
    ForwardAuth,
    /// The app asks the directory itself. Kept for its issue.
    Ldap,
    /// No account, or its own.
    None,
}

impl Mode {
    /// Its word in the file and on badges.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oidc => "oidc",
            Self::ForwardAuth => "forward-auth",
            Self::Ldap => "ldap",
            Self::None => "none",
        }
    }
}

/// Sign-in by OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppOidc)]
pub struct Oidc {
    /// Where the provider may send people back to.
    pub redirect: Vec<String>,
    /// Where they may land after signing out.
    #[serde(default)]
    pub post_logout: Vec<String>,
    /// Address that ends the app's session when somebody signs out.
    #[serde(default)]
    pub backchannel_logout: Option<String>,
    /// Address that starts the sign-in: the tile opens it. Leave it out if the app answers it
    /// with anything but itself when somebody is signed in already.
    #[serde(default)]
    pub initiate_login: Option<String>,
    /// Address that starts the sign-in, for an app that answers it badly once somebody is signed in:
    /// people are led there once per session, on their way through the gateway's door.
    #[serde(default)]
    pub first_visit: Option<String>,
    /// How the app proves itself at the token endpoint.
    #[serde(default)]
    pub token_auth: TokenAuth,
    /// PKCE; `none` only where the app cannot.
    #[serde(default)]
    pub pkce: Pkce,
    /// Scopes it asks for.
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// Claims that the app reads: its word → ours. Kept for its issue: names are the usual ones.
    #[serde(default)]
    pub claims: BTreeMap<String, String>,
    /// The app's role → the group that has it; its claims show exactly these groups.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    /// How the app is told.
    pub inject: Inject,
    /// What happens to the app's own sign-in form.
    #[serde(default)]
    pub local_login: LocalLogin,
}

fn usual_scopes() -> Vec<String> {
    ["openid", "profile", "email", "groups"].map(str::to_owned).to_vec()
}

/// How an app proves itself at the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AppTokenAuth)]
pub enum TokenAuth {
    /// In the `Authorization` header.
    #[default]
    ClientSecretBasic,
    /// In the form.
    ClientSecretPost,
    /// Not at all: a public client.
    None,
}

impl TokenAuth {
    /// Its word in the protocol.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::None => "none",
        }
    }
}

/// Proof key for code exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AppPkce)]
pub enum Pkce {
    /// Required.
    #[default]
    S256,
    /// The app cannot.
    #[serde(rename = "none")]
    None,
}

/// What happens to the app's own sign-in form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = AppLocalLogin)]
pub enum LocalLogin {
    /// Out of sight.
    #[default]
    Hide,
    /// Stays, for emergencies.
    KeepBreakglass,
}

/// How an app is told about the provider: one or more of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = AppInject)]
pub struct Inject {
    /// Variables of the main service.
    pub env: BTreeMap<String, String>,
    /// Files of the main service.
    pub files: Vec<File>,
    /// Commands inside a service. Kept for its issue: an app that needs them is not installed yet.
    pub exec: Vec<InjectedExec>,
    /// Calls to the app. Kept for its issue: an app that needs them is not installed yet.
    pub api: Vec<ApiCall>,
}

/// A command inside a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppInjectedExec)]
pub struct InjectedExec {
    /// The service.
    pub service: String,
    /// A list of arguments, never a line for a shell.
    pub run: Vec<String>,
    /// When.
    pub when: When,
    /// May be repeated; must be true.
    pub idempotent: bool,
}

/// When a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = AppWhen)]
pub enum When {
    /// After the first start.
    FirstStart,
    /// Whenever the client's secret changes.
    SecretChange,
}

/// A call to the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppApiCall)]
pub struct ApiCall {
    /// HTTP method.
    pub method: String,
    /// Address.
    pub url: String,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Body.
    #[serde(default)]
    pub body: String,
    /// Status that means success.
    pub expect: u16,
}

/// Sign-in at the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppForwardAuth)]
pub struct ForwardAuth {
    /// Headers that the app reads: name → `${user.name}`, `${user.email}` or `${user.groups}`.
    pub headers: BTreeMap<String, String>,
    /// Paths that programs (calendar on a phone) open with an app token instead of a session.
    #[serde(default)]
    pub bypass: Vec<String>,
    /// `keep-breakglass`: the app's own sign-in form stays, the tile says “second sign-in”.
    #[serde(default)]
    pub local_login: LocalLogin,
}
