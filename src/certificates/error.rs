//! What goes wrong with certificates, in both voices.

use crate::state::StateError;

/// Why a certificate could not be made or taken.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// Reading or writing documents failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// What was handed in cannot be used; the sentence is in the reader's language.
    #[error("certificate refused: {0}")]
    Refused(String),
    /// Making a key or a signature failed.
    #[error("cryptography: {0}")]
    Crypto(#[from] rcgen::Error),
}

impl CertificateError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State(StateError::Unavailable(_)) => "cluster.unavailable",
            Self::State(_) | Self::Crypto(_) => "internal",
            Self::Refused(_) => "certificate.refused",
        }
    }

    /// HTTP status at the edge.
    pub fn status(&self) -> u16 {
        match self {
            Self::State(StateError::Unavailable(_)) => 503,
            Self::State(_) | Self::Crypto(_) => 500,
            Self::Refused(_) => 422,
        }
    }

    /// The person's sentence, when it is ready.
    pub fn sentence(&self) -> Option<&str> {
        match self {
            Self::Refused(sentence) => Some(sentence),
            _ => None,
        }
    }
}
