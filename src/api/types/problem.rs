//! The one shape of an error.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong and what to do, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Stable word for programs, such as `app.unknown` or `cluster.unavailable`.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// One sentence: what happened and what to do next.
    pub message: String,
    /// For the log and for support.
    pub request: String,
}
