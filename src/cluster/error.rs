//! Why a call to the cluster did not do what it should.

use kube::core::Status;

/// Outcome of a call that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// No server answered, or it could not serve just now.
    #[error("cluster unreachable: {reason}")]
    Unreachable {
        /// What was met, for the log.
        reason: String,
        /// Whether the request may have been carried out all the same.
        maybe_done: bool,
    },
    /// The object (or its kind) is not there.
    #[error("not found: {0}")]
    NotFound(String),
    /// An object of that name exists already.
    #[error("exists already: {0}")]
    Exists(String),
    /// A precondition did not hold: somebody else wrote first.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The version asked for is too old: list again.
    #[error("version expired")]
    Expired,
    /// The API server refused: not allowed, or not valid.
    #[error("refused ({code} {reason}): {message}")]
    Refused {
        /// HTTP status.
        code: u16,
        /// Kubernetes' reason, one word.
        reason: String,
        /// Its sentence.
        message: String,
    },
    /// The access itself is unusable: a file missing, a certificate broken.
    #[error("cluster access: {0}")]
    Access(String),
}

impl ClusterError {
    /// Whether another server, or the same one later, may well answer.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// A request that got no answer in time.
    pub(super) fn timed_out(what: &str) -> Self {
        Self::Unreachable { reason: format!("no answer in time: {what}"), maybe_done: true }
    }

    pub(super) fn of_status(status: &Status) -> Self {
        let message = status.message.clone();
        match (status.code, status.reason.as_str()) {
            (404, _) => Self::NotFound(message),
            (409, "AlreadyExists") => Self::Exists(message),
            (409, _) => Self::Conflict(message),
            (410, _) => Self::Expired,
            (429 | 500 | 502..=504, _) => {
                Self::Unreachable { reason: format!("{} {message}", status.code), maybe_done: true }
            }
            (code, reason) => Self::Refused { code, reason: reason.to_owned(), message },
        }
    }
}

impl From<kube::Error> for ClusterError {
    fn from(error: kube::Error) -> Self {
        match error {
            kube::Error::Api(status) => Self::of_status(&status),
            kube::Error::BuildRequest(error) => {
                Self::Refused { code: 0, reason: "Invalid".into(), message: error.to_string() }
            }
            kube::Error::Auth(error) => Self::Access(error.to_string()),
            other => {
                let maybe_done = !is_connect(&other);
                Self::Unreachable { reason: chain(&other), maybe_done }
            }
        }
    }
}

impl From<kube::core::request::Error> for ClusterError {
    fn from(error: kube::core::request::Error) -> Self {
        Self::Refused { code: 0, reason: "Invalid".into(), message: error.to_string() }
    }
}

/// Whether the connection was never made, so that nothing can have been carried out.
fn is_connect(error: &kube::Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error
            .downcast_ref::<hyper_util::client::legacy::Error>()
            .is_some_and(hyper_util::client::legacy::Error::is_connect)
        {
            return true;
        }
        next = error.source();
    }
    false
}

/// The innermost cause is the one that helps: “connection refused”, “certificate expired”.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}
