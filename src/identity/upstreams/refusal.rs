//! Why nobody came in through another provider.

use super::super::{DirectoryError, IdentityError, Refusal};

/// The reason: `Display` for the log and the audit, [`UpstreamRefusal::words`] for the person.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamRefusal {
    /// There is no such provider, or it is switched off.
    #[error("no such provider")]
    Unknown,
    /// The answer belongs to no request of this browser, or to one that is over.
    #[error("not started in this browser, or too long ago")]
    Stale,
    /// The provider, or the person there, said no: its error code.
    #[error("the provider says {0}")]
    Declined(String),
    /// Nothing came back.
    #[error("no answer: {0}")]
    Silent(String),
    /// What came back cannot be believed.
    #[error("answer not believed: {0}")]
    Untrusted(&'static str),
    /// A new sign-in was wanted, and the provider does not say that there was one.
    #[error("the person was not asked anew there")]
    NotAgain,
    /// Nobody here belongs to that account.
    #[error("account {subject} belongs to nobody here: {why}")]
    NotLinked {
        /// Its identifier there: what an administrator links.
        subject: String,
        /// Which part of the rule did not hold.
        why: &'static str,
    },
    /// The person may not sign in.
    #[error(transparent)]
    Account(#[from] Refusal),
    /// Documents could not be read or written.
    #[error(transparent)]
    State(#[from] IdentityError),
}

impl UpstreamRefusal {
    /// Key of the person's sentence; the provider's name is its argument `name`.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Unknown => "upstream-unknown",
            Self::Stale => "upstream-stale",
            Self::Declined(_) => "upstream-declined",
            Self::Silent(_) => "upstream-silent",
            Self::Untrusted(_) => "upstream-untrusted",
            Self::NotAgain => "upstream-not-again",
            Self::NotLinked { .. } => "upstream-not-linked",
            Self::Account(refusal) => refusal.words(),
            Self::State(_) => "identity-error-unavailable",
        }
    }

    /// Whether the fault lies with somebody who does not answer, not with the person.
    pub const fn is_outage(&self) -> bool {
        matches!(self, Self::Silent(_) | Self::State(_) | Self::Account(Refusal::Directory(_) | Refusal::State(_)))
    }
}

impl From<DirectoryError> for UpstreamRefusal {
    fn from(error: DirectoryError) -> Self {
        Self::Account(Refusal::Directory(error))
    }
}

impl From<crate::state::StateError> for UpstreamRefusal {
    fn from(error: crate::state::StateError) -> Self {
        Self::State(error.into())
    }
}
