//! How people sign in: what administrators decide.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Settings of the sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInSettings {
    /// Who needs a second factor; whoever set one up is asked for it anyway.
    pub second_factor: SecondFactorDemand,
}

/// Who needs a second factor: they set one up at the next sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecondFactorDemand {
    /// Administrators.
    pub admins: bool,
    /// Members of these groups, by name or identifier.
    pub groups: Vec<String>,
}
