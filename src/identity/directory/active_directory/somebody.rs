//! An account for which somebody else vouches: found without a password.

use ldap3::{Scope, SearchEntry};
use uuid::Uuid;

use super::ActiveDirectory;
use super::entry::{escaped, guid, sid_bytes};
use super::link::Link;
use super::lookup::{ATTRIBUTES, Found};
use crate::identity::DirectoryError;
use crate::identity::directory::{Account, Whom};

impl ActiveDirectory {
    /// The one account that fits, as it is now; none when there is none, or more than one.
    pub(super) async fn find_account(&self, whom: &Whom) -> Result<Option<Account>, DirectoryError> {
        let id = match whom {
            Whom::Id(id) => Some(*id),
            Whom::Sid(sid) => self.of_sid(sid).await?,
            Whom::Name(name) => match self.look_up(name).await? {
                Found::One(entry) => guid(&entry),
                Found::Nobody | Found::Several => None,
            },
        };
        let Some(id) = id else { return Ok(None) };
        // An identifier of another domain is nobody's here, and not one who left.
        if matches!(whom, Whom::Id(_))
            && self.entries(&format!("(objectGUID={})", super::entry::guid_filter(id))).await?.is_empty()
        {
            return Ok(None);
        }
        self.read_again(id).await.map(Some)
    }

    async fn of_sid(&self, sid: &str) -> Result<Option<Uuid>, DirectoryError> {
        let Some(raw) = sid_bytes(sid) else { return Ok(None) };
        let found = self.entries(&format!("(objectSid={})", escaped(&raw))).await?;
        Ok(found.first().and_then(guid))
    }

    async fn entries(&self, filter: &str) -> Result<Vec<SearchEntry>, DirectoryError> {
        let filter = format!("(&(objectCategory=person)(objectClass=user){filter})");
        let (base, filter) = (self.domain.root(), filter.as_str());
        let base = base.as_str();
        self.controllers
            .ask(|link: Link| async move { link.search(base, Scope::Subtree, filter, &ATTRIBUTES, 1).await })
            .await
    }
}
