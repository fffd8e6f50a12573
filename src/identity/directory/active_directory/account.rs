//! An entry as a person, and whether the account may be used.

use jiff::Timestamp;
use ldap3::{Scope, SearchEntry};
use uuid::Uuid;

use super::ActiveDirectory;
use super::entry::{guid, guid_filter, is_past, moment, number, text};
use super::link::{Broken, Link};
use super::lookup::ATTRIBUTES;
use crate::identity::directory::Account;
use crate::identity::{DirectoryError, Group, Person, Source};

/// `userAccountControl`: disabled (MS-ADTS §2.2.16).
const DISABLED: i64 = 0x2;
/// `msDS-User-Account-Control-Computed`: locked out.
const LOCKED: i64 = 0x10;

impl ActiveDirectory {
    /// The person of an entry.
    pub(super) fn person(&self, entry: &SearchEntry, groups: Vec<Group>) -> Option<Person> {
        let username = text(entry, "sAMAccountName")?.to_owned();
        let rule = self.domain.settings.admin_group.trim();
        let admin = !rule.is_empty() && groups.iter().any(|group| group.is(rule));
        Some(Person {
            id: guid(entry)?,
            name: text(entry, "displayName").unwrap_or(&username).to_owned(),
            given_name: text(entry, "givenName").map(str::to_owned),
            email: text(entry, "mail").map(str::to_owned),
            username,
            groups,
            source: Source::Directory(self.domain.settings.domain.clone()),
            admin,
            language: None,
            theme: None,
        })
    }

    /// Reads an account again. Gone only when every controller that could be asked says so: a new
    /// account may not have reached all of them.
    pub(super) async fn read_again(&self, id: Uuid) -> Result<Account, DirectoryError> {
        let account = self.controllers.ask_all(|link: Link| async move { self.read(&link, id).await }).await?;
        Ok(account.unwrap_or(Account::Gone("deleted in the directory")))
    }

    async fn read(&self, link: &Link, id: Uuid) -> Result<Option<Account>, Broken> {
        let filter = format!("(objectGUID={})", guid_filter(id));
        let found = link.search(&self.domain.root(), Scope::Subtree, &filter, &ATTRIBUTES, 1).await?;
        let Some(entry) = found.into_iter().next() else { return Ok(None) };
        if let Some(state) = barred(&entry, self.ambient.now()) {
            return Ok(Some(state));
        }
        let groups = self.names.of(link, &self.domain, &entry.dn).await?;
        let password_at = number(&entry, "pwdLastSet").map(|set| match set {
            // “Must change at the next sign-in” is news, whenever it was ordered.
            0 => self.ambient.now(),
            set => moment(set),
        });
        Ok(self.person(&entry, groups).map(|person| Account::Active { person: Box::new(person), password_at }))
    }
}

/// Why an account may not go on.
pub(super) fn barred(entry: &SearchEntry, now: Timestamp) -> Option<Account> {
    let has = |name: &str, bit: i64| number(entry, name).is_some_and(|flags| flags & bit != 0);
    if has("userAccountControl", DISABLED) {
        return Some(Account::Gone("disabled in the directory"));
    }
    if number(entry, "accountExpires").is_some_and(|at| is_past(at, now)) {
        return Some(Account::Gone("expired in the directory"));
    }
    has("msDS-User-Account-Control-Computed", LOCKED).then_some(Account::Locked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(values: &[(&str, &str)]) -> SearchEntry {
        let attrs = values.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        SearchEntry { dn: String::new(), attrs, bin_attrs: Default::default() }
    }

    #[test]
    fn disabled_and_expired_end_sessions_and_locked_does_not() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        assert!(matches!(barred(&entry(&[("userAccountControl", "514")]), now), Some(Account::Gone(_))));
        assert!(matches!(barred(&entry(&[("accountExpires", "116444736000000000")]), now), Some(Account::Gone(_))));
        let locked = entry(&[("userAccountControl", "512"), ("msDS-User-Account-Control-Computed", "16")]);
        assert_eq!(barred(&locked, now), Some(Account::Locked));
        assert_eq!(barred(&entry(&[("userAccountControl", "512"), ("accountExpires", "0")]), now), None);
    }
}
