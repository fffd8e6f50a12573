//! What goes wrong in the first minutes, in both voices.

use crate::certificates::CertificateError;
use crate::identity::IdentityError;
use crate::state::StateError;

/// Why a step did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The code is wrong, used, or there is none.
    #[error("set-up code refused")]
    Code,
    /// Too many wrong codes: wait.
    #[error("set-up code tried too often")]
    Slow,
    /// The set-up is finished.
    #[error("set-up is closed")]
    Closed,
    /// An earlier step is missing.
    #[error("step missing: {0}")]
    Missing(&'static str),
    /// What was handed in cannot be used; the word names the rule.
    #[error("refused: {0}")]
    Invalid(&'static str),
    /// The same, with its sentence in the reader's language.
    #[error("refused: {0}")]
    Refused(String),
    /// Several people at once.
    #[error("document changed again and again")]
    Busy,
    /// Documents.
    #[error(transparent)]
    State(#[from] StateError),
    /// People and the directory.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Certificates.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

impl SetupError {
    /// HTTP status at the edge.
    pub fn status(&self) -> u16 {
        match self {
            Self::Code => 401,
            Self::Slow => 429,
            Self::Closed | Self::Missing(_) | Self::Busy => 409,
            Self::Invalid(_) | Self::Refused(_) => 422,
            Self::State(StateError::Unavailable(_)) => 503,
            Self::State(_) => 500,
            Self::Identity(error) => error.status(),
            Self::Certificate(error) => error.status(),
        }
    }

    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Code => "setup.code",
            Self::Slow => "setup.slow",
            Self::Closed => "setup.closed",
            Self::Missing(_) => "setup.step-missing",
            Self::Invalid(_) | Self::Refused(_) => "setup.refused",
            Self::Busy => "state.conflict",
            Self::State(StateError::Unavailable(_)) => "cluster.unavailable",
            Self::State(_) => "internal",
            Self::Identity(error) => error.code(),
            Self::Certificate(error) => error.code(),
        }
    }

    /// Key of the person's sentence in the catalogue; [`Self::sentence`] goes first.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Code => "setup-error-code",
            Self::Slow => "setup-error-slow",
            Self::Closed => "setup-error-closed",
            Self::Missing(_) => "setup-error-missing",
            Self::Invalid("language") => "setup-error-language",
            Self::Invalid("password") => "setup-error-password",
            Self::Invalid("company") => "setup-error-company",
            Self::Invalid("name") => "setup-error-name",
            Self::Invalid("certificate") => "setup-error-certificate",
            Self::Invalid(_) | Self::Refused(_) => "setup-error-refused",
            Self::Busy => "setup-error-busy",
            Self::State(StateError::Unavailable(_)) => "setup-error-unavailable",
            Self::State(_) | Self::Certificate(_) => "setup-error-internal",
            Self::Identity(error) => error.words(),
        }
    }

    /// The sentence, where it was made together with the refusal.
    pub fn sentence(&self) -> Option<&str> {
        match self {
            Self::Refused(sentence) => Some(sentence),
            Self::Certificate(error) => error.sentence(),
            _ => None,
        }
    }
}
