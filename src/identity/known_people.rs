//! One person as administrators see them: who, how the account stands, and why a sign-in failed.

use uuid::Uuid;

use super::brake::same_name;
use super::directory::Account;
use super::sign_in::limit;
use super::{Identity, IdentityError, Person, Source};

/// How an account stands just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// May sign in.
    Active,
    /// A local account that an administrator disabled.
    Disabled,
    /// Locked in the directory after too many wrong passwords.
    Locked,
    /// Disabled, expired or removed in the directory.
    Gone,
    /// The directory does not answer: known from the last sign-in.
    Unknown,
}

impl Standing {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Locked => "locked",
            Self::Gone => "gone",
            Self::Unknown => "unknown",
        }
    }
}

impl Identity {
    /// Anybody by identifier, with how the account stands: disabled people, too, and those of a
    /// directory who never signed in.
    pub async fn known_person(&self, id: Uuid) -> Result<Option<(Person, Standing)>, IdentityError> {
        if let Some(local) = self.local(id).await? {
            let standing = if local.body.disabled { Standing::Disabled } else { Standing::Active };
            return Ok(Some((local.body.person(), standing)));
        }
        match self.profile(id).await?.person {
            Some(seen) => Ok(Some(self.seen_person(seen).await)),
            None => Ok(self.unseen_person(id).await.map(|person| (person, Standing::Active))),
        }
    }

    /// A directory's person who signed in before, read again.
    async fn seen_person(&self, seen: Person) -> (Person, Standing) {
        let Source::Directory(domain) = &seen.source else { return (seen, Standing::Gone) };
        let directories = self.current_directories().await.ok().flatten();
        let Some(directory) = directories.as_ref().and_then(|all| all.at(domain)) else {
            return (seen, Standing::Gone);
        };
        match directory.refresh(seen.id).await {
            Ok(Account::Active { person, .. }) => (*person, Standing::Active),
            Ok(Account::Locked) => (seen, Standing::Locked),
            Ok(Account::Gone(_)) => (seen, Standing::Gone),
            Err(_) => (seen, Standing::Unknown),
        }
    }

    /// Somebody whom a search of the directory found, before the first sign-in.
    async fn unseen_person(&self, id: Uuid) -> Option<Person> {
        let directories = self.current_directories().await.ok().flatten()?;
        for directory in directories.each() {
            if let Ok(Account::Active { person, .. }) = directory.refresh(id).await {
                return Some(*person);
            }
        }
        None
    }

    /// Whether wrong passwords hold this person's sign-in back, here and now.
    pub async fn is_braked(&self, person: &Person) -> bool {
        let directories = match person.source {
            Source::Local => None,
            Source::Directory(_) => self.current_directories().await.ok().flatten(),
        };
        self.brake.holds(&person.username, None, limit(directories.as_ref()))
    }
}

/// Whether a name that somebody typed means this person, in any of the accepted forms.
pub fn means(typed: &str, person: &Person) -> bool {
    same_name(typed, &person.username)
}

/// Key of the sentence that tells administrators why a sign-in was refused: the other voice of what
/// stands in the log. None for what only the directory's own text can say.
pub fn why_refused(detail: &str) -> Option<&'static str> {
    Some(match detail {
        "wrong credentials" => "identity-why-credentials",
        "passkey refused" => "identity-why-passkey",
        "wrong code" => "identity-why-code",
        "outside the permitted hours" => "identity-why-hours",
        "not permitted from here" => "identity-why-place",
        "password expired" => "identity-why-expired",
        "account disabled" => "identity-why-disabled",
        "account expired" => "identity-why-account-expired",
        "password must be changed" => "identity-why-must-change",
        "locked" => "identity-why-locked",
        "ambiguous name" => "identity-why-ambiguous",
        _ if detail.starts_with("directory unreachable") => "identity-why-unreachable",
        _ if detail.starts_with("service account refused") => "identity-why-service-account",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{DirectoryError, Refusal};

    #[test]
    fn every_refusal_of_a_person_has_a_true_reason_for_administrators() {
        for refusal in [
            Refusal::WrongCredentials,
            Refusal::WrongCode,
            Refusal::WrongPasskey,
            Refusal::OutsideHours,
            Refusal::WrongPlace,
            Refusal::PasswordExpired,
            Refusal::Disabled,
            Refusal::AccountExpired,
            Refusal::MustChange,
            Refusal::Locked,
            Refusal::Ambiguous,
            Refusal::Directory(DirectoryError::Unreachable("timeout".into())),
            Refusal::Directory(DirectoryError::ServiceAccount("52e".into())),
        ] {
            assert!(why_refused(&refusal.to_string()).is_some(), "{refusal}");
        }
        assert_eq!(why_refused("refused with sub-code 999"), None, "its own text says more");
    }
}
