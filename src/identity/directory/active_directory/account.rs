//! An entry as a person, and whether the account may be used.

use jiff::Timestamp;
use ldap3::{Scope, SearchEntry};
use uuid::Uuid;

use super::ActiveDirectory;
use super::entry::{bytes, guid, guid_filter, is_past, moment, number, text};
use super::link::{Broken, Link};
use super::logon_hours;
use super::lookup::ATTRIBUTES;
use crate::identity::directory::{Account, EXPIRED};
use crate::identity::{DirectoryError, Group, Person, Refusal, Source};

/// `userAccountControl`: disabled (MS-ADTS §2.2.16).
const DISABLED: i64 = 0x2;
/// The same: the password never expires, a smart card is required.
const NEVER_EXPIRES: i64 = 0x1_0000;
const SMART_CARD: i64 = 0x4_0000;
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
        let password_at = match number(&entry, "pwdLastSet") {
            // “Must change at the next sign-in” is news, whenever it was ordered.
            Some(0) => must_change(&entry).then(|| self.ambient.now()),
            set => set.map(moment),
        };
        let hindrance = self.hindrance(&entry);
        Ok(self.person(&entry, groups).map(|person| Account::Active {
            person: Box::new(person),
            password_at,
            hindrance,
        }))
    }

    /// Why a bind would be refused although the account is in order: MS-ADTS §5.1.1.1.1 with the sub-codes
    /// 773, 530 and 531, for those who sign in without one. The age of a password is no reason: it is not
    /// the password that they show.
    fn hindrance(&self, entry: &SearchEntry) -> Option<Refusal> {
        let hours = bytes(entry, "logonHours");
        if hours.first().is_some_and(|hours| !logon_hours::permit(hours, self.ambient.now())) {
            return Some(Refusal::OutsideHours);
        }
        if text(entry, "userWorkstations").is_some_and(|places| !self.controllers.any_named_in(places)) {
            return Some(Refusal::WrongPlace);
        }
        must_change(entry).then_some(Refusal::MustChange)
    }
}

/// Whether an administrator ordered a new password; no order for those whose passwords never expire or who
/// have a smart card instead (MS-ADTS §3.1.1.4.5.39).
fn must_change(entry: &SearchEntry) -> bool {
    let flags = number(entry, "userAccountControl").unwrap_or_default();
    number(entry, "pwdLastSet") == Some(0) && flags & (NEVER_EXPIRES | SMART_CARD) == 0
}

/// Why an account may not go on.
pub(super) fn barred(entry: &SearchEntry, now: Timestamp) -> Option<Account> {
    let has = |name: &str, bit: i64| number(entry, name).is_some_and(|flags| flags & bit != 0);
    if has("userAccountControl", DISABLED) {
        return Some(Account::Gone("disabled in the directory"));
    }
    if number(entry, "accountExpires").is_some_and(|at| is_past(at, now)) {
        return Some(Account::Gone(EXPIRED));
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
    fn a_new_password_is_ordered_only_of_those_who_have_one_that_ends() {
        let ordered = |flags| must_change(&entry(&[("pwdLastSet", "0"), ("userAccountControl", flags)]));
        assert!(ordered("512"));
        assert!(!ordered("66048"), "never expires");
        assert!(!ordered("262656"), "smart card");
        assert!(!must_change(&entry(&[("pwdLastSet", "132223104000000000"), ("userAccountControl", "512")])));
        assert!(!must_change(&entry(&[("userAccountControl", "512")])));
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
