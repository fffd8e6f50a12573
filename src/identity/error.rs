//! What goes wrong, in both voices: `Display` for the log, [`IdentityError::words`] for people.

use crate::state::StateError;

/// Why something about people, sessions or clients could not be done.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Reading or writing documents failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// No controller of the directory answers, or its service account is refused.
    #[error("directory: {0}")]
    Directory(#[from] DirectoryError),
    /// There is no such person, client, token or session.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The name is taken.
    #[error("exists already: {0}")]
    Exists(&'static str),
    /// What was handed in cannot be used; the word names the rule.
    #[error("refused: {0}")]
    Invalid(&'static str),
    /// A code, ticket or token that is unknown, used, expired or somebody else's.
    #[error("grant refused: {0}")]
    Grant(&'static str),
    /// Signing or hashing failed.
    #[error("cryptography: {0}")]
    Crypto(&'static str),
    /// The viewer signed in while the cluster takes no writes ([`super::Viewer::read_only`]).
    #[error("session is read-only: the cluster takes no writes")]
    ReadOnly,
}

impl IdentityError {
    /// Key of the person's sentence in the catalogue.
    pub fn words(&self) -> &'static str {
        match self {
            Self::State(StateError::Conflict { .. } | StateError::Exists { .. }) => "identity-error-conflict",
            Self::State(StateError::Unavailable(_)) => "identity-error-unavailable",
            Self::State(_) | Self::Crypto(_) => "identity-error-internal",
            Self::Directory(_) => "identity-error-directory",
            Self::NotFound(_) => "identity-error-not-found",
            Self::Exists(_) => "identity-error-exists",
            Self::Invalid("password-short") => "identity-error-password-short",
            Self::Invalid("username") => "identity-error-username",
            Self::Invalid("last-admin") => "identity-error-last-admin",
            Self::Invalid("directory-password") => "identity-error-directory-password",
            Self::Invalid("upstream-secret") => "upstream-error-secret",
            Self::Invalid("upstream-tenant") => "upstream-error-tenant",
            Self::Invalid("upstream-domain") => "upstream-error-domain",
            Self::Invalid("upstream-claim") => "upstream-error-claim",
            Self::Invalid("upstream-id") => "upstream-error-id",
            Self::Invalid("upstream-issuer") => "upstream-error-issuer",
            Self::Invalid(_) => "identity-error-invalid",
            Self::Grant(_) => "identity-error-grant",
            Self::ReadOnly => "identity-error-read-only",
        }
    }

    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State(StateError::Conflict { .. } | StateError::Exists { .. }) => "state.conflict",
            Self::State(StateError::Unavailable(_)) => "cluster.unavailable",
            Self::State(_) | Self::Crypto(_) => "internal",
            Self::Directory(_) => "directory.unreachable",
            Self::NotFound(_) => "identity.unknown",
            Self::Exists(_) => "identity.exists",
            Self::Invalid(_) => "identity.invalid",
            Self::Grant(_) => "identity.grant",
            Self::ReadOnly => "session.read-only",
        }
    }

    /// HTTP status at the edge.
    pub fn status(&self) -> u16 {
        match self {
            Self::State(StateError::Conflict { .. } | StateError::Exists { .. }) | Self::Exists(_) => 409,
            Self::State(StateError::Unavailable(_)) | Self::Directory(_) | Self::ReadOnly => 503,
            Self::State(_) | Self::Crypto(_) => 500,
            Self::NotFound(_) => 404,
            Self::Invalid(_) => 422,
            Self::Grant(_) => 400,
        }
    }
}

/// Why a directory gave no answer. Never “the person does not exist”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// No directory is configured.
    #[error("no directory is configured")]
    None,
    /// No controller answers.
    #[error("directory unreachable: {0}")]
    Unreachable(String),
    /// The service account is refused: an administrator must act.
    #[error("service account refused: {0}")]
    ServiceAccount(String),
    /// The settings cannot work (no host, no base, a CA that is no certificate).
    #[error("directory settings: {0}")]
    Settings(String),
    /// The controller answered with an error.
    #[error("directory answered with an error: {0}")]
    Fault(String),
}

/// Why a person may not sign in, each with its own sentence and none that tells a stranger whether
/// the person exists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Wrong name or password (52e, 525), or nobody by that name.
    #[error("wrong credentials")]
    WrongCredentials,
    /// Outside `logonHours` (530).
    #[error("outside the permitted hours")]
    OutsideHours,
    /// `userWorkstations` does not allow us (531).
    #[error("not permitted from here")]
    WrongPlace,
    /// Password expired (532): change it in the flow.
    #[error("password expired")]
    PasswordExpired,
    /// Account disabled (533).
    #[error("account disabled")]
    Disabled,
    /// Account expired (701).
    #[error("account expired")]
    AccountExpired,
    /// Password must be changed at the next sign-in (773): change it in the flow.
    #[error("password must be changed")]
    MustChange,
    /// Locked after too many tries (775), or braked by ourselves.
    #[error("locked")]
    Locked,
    /// The code of the second factor is wrong or was used.
    #[error("wrong code")]
    WrongCode,
    /// The passkey is not one of the person's, or its answer does not hold.
    #[error("passkey refused")]
    WrongPasskey,
    /// Two accounts answer to that name.
    #[error("ambiguous name")]
    Ambiguous,
    /// Refused with a sub-code that nobody documented.
    #[error("refused with sub-code {0}")]
    Unknown(String),
    /// The directory gave no answer.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The cluster takes no writes, so no session can begin.
    #[error("{0}")]
    State(String),
}

impl Refusal {
    /// Key of the person's sentence in the catalogue.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::WrongCredentials | Self::Ambiguous | Self::Unknown(_) => "identity-refused-credentials",
            Self::WrongCode => "identity-refused-code",
            Self::WrongPasskey => "identity-refused-passkey",
            Self::OutsideHours => "identity-refused-hours",
            Self::WrongPlace => "identity-refused-place",
            Self::PasswordExpired => "identity-refused-expired",
            Self::Disabled => "identity-refused-disabled",
            Self::AccountExpired => "identity-refused-account-expired",
            Self::MustChange => "identity-refused-must-change",
            Self::Locked => "identity-refused-locked",
            Self::Directory(_) => "identity-error-directory",
            Self::State(_) => "identity-error-unavailable",
        }
    }

    /// Whether choosing a new password leads on.
    pub const fn leads_to_change(&self) -> bool {
        matches!(self, Self::PasswordExpired | Self::MustChange)
    }

    /// Whether it counts as a guess at a password.
    pub const fn counts(&self) -> bool {
        matches!(self, Self::WrongCredentials | Self::WrongCode | Self::Ambiguous | Self::Unknown(_))
    }
}

/// Why a new password was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// The old password is wrong.
    #[error("old password wrong")]
    OldWrong,
    /// Against a rule for passwords.
    #[error("against the password policy: {0}")]
    Policy(PasswordRule),
    /// Too many tries.
    #[error("locked")]
    Locked,
    /// This account's password cannot be changed here.
    #[error("not permitted: {0}")]
    NotPermitted(String),
    /// The directory gave no answer.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The cluster takes no writes.
    #[error("{0}")]
    State(String),
}

/// Which rule a new password broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    /// Fewer characters than these.
    #[error("shorter than {0} characters")]
    Short(u32),
    /// Too few kinds of characters, or part of the name in it.
    #[error("too simple")]
    Simple,
    /// One of the last passwords, of which so many are remembered (0 = not known how many).
    #[error("among the last {0}")]
    Used(u32),
    /// The last change is too recent.
    #[error("changed too recently")]
    Young,
    /// The directory did not say which.
    #[error("not said which rule")]
    Unsaid,
}

impl ChangeRefusal {
    /// The person's sentence.
    pub fn sentence(&self, words: crate::web::Words) -> String {
        match self {
            Self::Policy(PasswordRule::Short(least)) => words.tell(self.words(), &[("least", &least.to_string())]),
            _ => words.say(self.words()),
        }
    }

    /// Key of the person's sentence in the catalogue; [`Self::sentence`] fills it in.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::OldWrong => "identity-change-old-wrong",
            Self::Policy(PasswordRule::Short(_)) => "identity-change-short",
            Self::Policy(PasswordRule::Simple) => "identity-change-simple",
            Self::Policy(PasswordRule::Used(_)) => "identity-change-used",
            Self::Policy(PasswordRule::Young) => "identity-change-young",
            Self::Policy(PasswordRule::Unsaid) => "identity-change-policy",
            Self::Locked => "identity-refused-locked",
            Self::NotPermitted(_) => "identity-change-not-permitted",
            Self::Directory(_) => "identity-error-directory",
            Self::State(_) => "identity-error-unavailable",
        }
    }
}
