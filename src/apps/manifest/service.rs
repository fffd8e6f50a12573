//! The programs of an app, its volumes, databases and secrets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::HttpPath;

/// A program of the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AppService)]
pub struct Service {
    /// `name:tag`; the digest is resolved at installation and kept with the revision.
    pub image: String,
    /// Port it listens on.
    pub port: u16,
    /// Arguments, instead of the image's own.
    #[serde(default)]
    pub args: Vec<String>,
    /// Environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Files put into the container, read-only.
    #[serde(default)]
    pub files: Vec<File>,
    /// Folders whose content is kept.
    #[serde(default)]
    pub volumes: Vec<Volume>,
    /// How one sees that it works.
    #[serde(default)]
    pub probes: Probes,
    /// Memory and processor.
    #[serde(default)]
    pub resources: Resources,
    /// As whom it runs.
    #[serde(default)]
    pub run: Run,
}

/// A file in a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppFile)]
pub struct File {
    /// Absolute path.
    pub path: String,
    /// Content; references are filled in.
    pub content: String,
    /// Rights in octal, such as `0444`.
    #[serde(default = "readable")]
    pub mode: String,
}

fn readable() -> String {
    "0444".to_owned()
}

/// A folder whose content is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppVolume)]
pub struct Volume {
    /// Name, unique in the service.
    pub name: String,
    /// Absolute path in the container.
    pub path: String,
    /// Size, such as `5Gi`.
    pub size: String,
    /// `local` ties it to one server; any other word is the name of a storage class.
    #[serde(default = "local")]
    pub class: String,
    /// Who may write.
    #[serde(default)]
    pub access: Access,
}

fn local() -> String {
    "local".to_owned()
}

/// Who may use a volume at the same time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppAccess)]
pub enum Access {
    /// One server.
    #[default]
    Rwo,
    /// Several servers.
    Rwx,
}

/// How one sees that a program works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppProbes)]
pub struct Probes {
    /// Answers when it can serve; a connection to its port if missing.
    #[serde(default)]
    pub ready: Option<Probe>,
    /// How long the first start may take.
    #[serde(default)]
    pub startup: Startup,
}

/// One look: give `http` or `exec`; with neither, a connection to the port is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppProbe)]
pub struct Probe {
    /// Path that answers with 2xx or 3xx.
    #[serde(default)]
    pub http: Option<String>,
    /// Command as a list of arguments that ends with 0.
    #[serde(default)]
    pub exec: Vec<String>,
    /// Time for one answer, such as `5s`.
    #[serde(default)]
    pub timeout: Option<String>,
}

/// The first start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppStartup)]
pub struct Startup {
    /// Longest time until it is ready, such as `180s`.
    #[serde(default = "two_minutes")]
    pub budget: String,
}

fn two_minutes() -> String {
    "120s".to_owned()
}

impl Default for Startup {
    fn default() -> Self {
        Self { budget: two_minutes() }
    }
}

/// Memory and processor: request, limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = AppResources)]
pub struct Resources {
    /// Such as `[128Mi, 512Mi]`.
    pub memory: [String; 2],
    /// Such as `[50m, 1]`.
    pub cpu: [String; 2],
}

impl Default for Resources {
    fn default() -> Self {
        Self { memory: ["64Mi".into(), "256Mi".into()], cpu: ["25m".into(), "1".into()] }
    }
}

/// As whom a program runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = AppRun)]
pub struct Run {
    /// `image` (the image's own user, which may not be root), a number, or `root`.
    pub user: String,
    /// The container's own files cannot be changed; `/tmp` can.
    pub read_only_root: bool,
    /// Rights beyond the usual ones, each with its reason.
    pub capabilities: Vec<Capability>,
}

impl Default for Run {
    fn default() -> Self {
        Self { user: "image".into(), read_only_root: true, capabilities: Vec::new() }
    }
}

/// A right beyond the usual ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppCapability)]
pub struct Capability {
    /// Linux capability without `CAP_`, such as `CHOWN`.
    pub add: String,
    /// Why it is needed; shown to the administrator.
    pub why: String,
}

/// A database that the app gets: instance, user and password included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppDatabase)]
pub struct Database {
    /// Which database; only `postgres` is made yet, the others are kept for their issue.
    pub engine: Engine,
    /// Its major version, such as `"16"`.
    pub version: String,
    /// Extensions. Kept for its issue.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// Room for its files.
    #[serde(default = "five")]
    pub size: String,
}

fn five() -> String {
    "5Gi".to_owned()
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AppEngine)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// `MariaDB`.
    Mariadb,
    /// Redis.
    Redis,
}

impl Engine {
    /// Its word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mariadb => "mariadb",
            Self::Redis => "redis",
        }
    }

    /// Its port.
    pub const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mariadb => 3306,
            Self::Redis => 6379,
        }
    }
}

/// How a secret is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppSecret)]
pub struct SecretRecipe {
    /// `base64:N` (N random bytes), `hex:N` (N random bytes), `alnum:N` (N letters and digits).
    pub generate: String,
}

impl HttpPath {
    /// The same as a probe.
    pub fn probe(&self) -> Probe {
        Probe { http: Some(self.http.clone()), ..Probe::default() }
    }
}
