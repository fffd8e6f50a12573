//! Between the two steps: proof that the password was right a moment ago.

use uuid::Uuid;

use crate::identity::directory::Account;
use crate::identity::{Identity, IdentityError, Person, Source};
use crate::web::csrf;

/// The second step may take this long, in seconds.
const MOST: i64 = 600;

impl Identity {
    /// For a hidden field of the next form.
    pub async fn password_proof(&self, person: &Person) -> Result<String, IdentityError> {
        let what = format!("{}.{}", person.id, self.ambient.now().as_second());
        let mac = self.keys.mac("second factor", &what).await?;
        Ok(format!("{what}.{mac}"))
    }

    /// The person of such a field, read again; none when it is not ours, too old, or the account may
    /// not be used any more.
    pub async fn person_of_proof(&self, proof: &str) -> Result<Option<Person>, IdentityError> {
        let Some((what, mac)) = proof.rsplit_once('.') else { return Ok(None) };
        let ours = self.keys.mac("second factor", what).await?;
        let Some((id, at)) = what.split_once('.').filter(|_| csrf::same(ours.as_bytes(), mac.as_bytes())) else {
            return Ok(None);
        };
        let (Ok(id), Ok(at)) = (Uuid::parse_str(id), at.parse::<i64>()) else { return Ok(None) };
        if self.ambient.now().as_second() - at > MOST {
            return Ok(None);
        }
        let Some(known) = self.person(id).await? else { return Ok(None) };
        let Source::Directory(domain) = &known.source else { return Ok(Some(known)) };
        let directories = self.current_directories().await?;
        let Some(directory) = directories.as_ref().and_then(|all| all.at(domain)) else { return Ok(None) };
        match directory.refresh(id).await? {
            Account::Active { person, .. } => Ok(Some(*person)),
            Account::Locked | Account::Gone(_) => Ok(None),
        }
    }
}
