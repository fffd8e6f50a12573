//! Between the two steps: proof that the first one was taken a moment ago, and how.

use uuid::Uuid;

use crate::identity::directory::Account;
use crate::identity::{First, Identity, IdentityError, Person, Proven, Source};
use crate::web::csrf;

/// The second step may take this long, in seconds.
const MOST: i64 = 600;

impl Identity {
    /// For a hidden field of the next form.
    pub async fn first_proof(&self, person: &Person, first: &First) -> Result<String, IdentityError> {
        let what = format!("{}.{}.{}", person.id, self.ambient.now().as_second(), first.word());
        let mac = self.keys.mac("second factor", &what).await?;
        Ok(format!("{what}.{mac}"))
    }

    /// Who such a field is about, read again; none when it is not ours, too old, or the account may not be
    /// used any more.
    pub async fn proven_by(&self, proof: &str) -> Result<Option<Proven>, IdentityError> {
        let Some((what, mac)) = proof.rsplit_once('.') else { return Ok(None) };
        let ours = self.keys.mac("second factor", what).await?;
        if !csrf::same(ours.as_bytes(), mac.as_bytes()) {
            return Ok(None);
        }
        let mut parts = what.splitn(3, '.');
        let (Some(id), Some(at), Some(first)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
        let (Ok(id), Ok(at), Some(first)) = (Uuid::parse_str(id), at.parse::<i64>(), First::of_word(first)) else {
            return Ok(None);
        };
        if self.ambient.now().as_second() - at > MOST {
            return Ok(None);
        }
        Ok(self.present_by_id(id).await?.map(|person| Proven { person, first }))
    }

    /// The person as the directory knows them now.
    async fn present_by_id(&self, id: Uuid) -> Result<Option<Person>, IdentityError> {
        match self.account_by_id(id).await? {
            Some(Account::Active { person, .. }) => Ok(Some(*person)),
            Some(Account::Locked | Account::Gone(_)) | None => Ok(None),
        }
    }

    /// A known person's account, of this cloud or as the directory says it is now.
    pub(in crate::identity) async fn account_by_id(&self, id: Uuid) -> Result<Option<Account>, IdentityError> {
        let Some(known) = self.person(id).await? else { return Ok(None) };
        let Source::Directory(domain) = &known.source else {
            return Ok(Some(Account::Active { person: Box::new(known), password_at: None, hindrance: None }));
        };
        let directories = self.current_directories().await?;
        let Some(directory) = directories.as_ref().and_then(|all| all.at(domain)) else { return Ok(None) };
        Ok(Some(directory.refresh(id).await?))
    }
}
