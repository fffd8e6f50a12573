//! The addresses of an app.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An address of the app. Not shown is not protected: the group rule is enforced in front of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppExposure)]
pub struct Exposure {
    /// Name, unique in the app.
    pub name: String,
    /// The program that answers.
    pub service: String,
    /// Host label: `docs` becomes `docs.D`.
    pub host: String,
    /// Path below which this entry counts; the longest one wins.
    #[serde(default = "root")]
    pub path: String,
    /// Has a tile.
    #[serde(default)]
    pub show: bool,
    /// Groups that may come in; `all-users` = everybody signed in, `admins` = administrators.
    #[serde(default = "everybody")]
    pub groups: Vec<String>,
}

fn root() -> String {
    "/".to_owned()
}

fn everybody() -> Vec<String> {
    vec![Exposure::EVERYBODY.to_owned()]
}

impl Exposure {
    /// The group word that stands for everybody signed in.
    pub const EVERYBODY: &str = "all-users";
    /// The group word that stands for administrators.
    pub const ADMINS: &str = "admins";
}
