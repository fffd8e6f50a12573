//! People and groups by words, for an administrator's lists.
//!
//! A list goes on behind a sign-in name, not at a place that the controller remembers: any controller can
//! give the next page, at any time. The controller sorts (RFC 2891) by an attribute that the filter names and
//! that has an index, so that it walks that index and reads no more than a page.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ldap3::{Scope, SearchEntry, ldap_escape};
use tokio::time::Instant;

use super::ActiveDirectory;
use super::entry::{bytes, sid, text};
use super::link::{Broken, Link};
use super::lookup::ATTRIBUTES;
use crate::identity::directory::COUNT_MOST;
use crate::identity::{DirectoryError, Group, Person};

/// Everybody with an enabled account.
const PEOPLE: &str = "(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))";
/// Security groups only: distribution lists are in nobody's token.
const GROUPS: &str = "(objectClass=group)(groupType:1.2.840.113556.1.4.803:=2147483648)";
/// A count is believed this long.
const KEEP: Duration = Duration::from_secs(60);
/// Counts that are kept.
const COUNTS: usize = 100;
/// Result codes of a controller that does not sort so much (RFC 2891 §2: adminLimitExceeded,
/// unwillingToPerform; RFC 4511 §4.1.11: unavailableCriticalExtension).
const UNSORTED: [u32; 3] = [11, 12, 53];

/// How many people there are, counted to `most`.
pub(in crate::identity::directory) async fn count_people(
    link: &Link,
    base: &str,
    most: usize,
) -> Result<usize, Broken> {
    link.count(base, &format!("(&{PEOPLE})"), most).await
}

/// What was counted lately, by filter.
#[derive(Default)]
pub(super) struct Counts(Mutex<HashMap<String, (usize, Instant)>>);

impl Counts {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (usize, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, filter: &str) -> Option<usize> {
        self.lock().get(filter).filter(|(_, at)| at.elapsed() < KEEP).map(|(count, _)| *count)
    }

    fn keep(&self, filter: String, count: usize) {
        let mut counts = self.lock();
        if counts.len() >= COUNTS {
            counts.clear();
        }
        counts.insert(filter, (count, Instant::now()));
    }
}

impl ActiveDirectory {
    pub(super) async fn find_people(
        &self,
        words: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Person>, DirectoryError> {
        let entries = self.by_name(&self.domain.base, &people(words), &ATTRIBUTES, after, limit).await?;
        Ok(entries.iter().filter_map(|entry| self.person(entry, Vec::new())).collect())
    }

    pub(super) async fn find_groups(
        &self,
        words: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Group>, DirectoryError> {
        let attributes = ["objectSid", "sAMAccountName"];
        let entries = self.by_name(&self.domain.root(), &groups(words), &attributes, after, limit).await?;
        let group = |entry: &SearchEntry| {
            let id = bytes(entry, "objectSid").first().and_then(|raw| sid(raw))?;
            Some(Group { id, name: text(entry, "sAMAccountName")?.to_owned() })
        };
        Ok(entries.iter().filter_map(group).collect())
    }

    pub(super) async fn number_of_people(&self, words: &str) -> Result<usize, DirectoryError> {
        self.number(&self.domain.base, people(words)).await
    }

    pub(super) async fn number_of_groups(&self, words: &str) -> Result<usize, DirectoryError> {
        self.number(&self.domain.root(), groups(words)).await
    }

    async fn number(&self, base: &str, filter: String) -> Result<usize, DirectoryError> {
        if let Some(known) = self.counts.known(&filter) {
            return Ok(known);
        }
        let filter_ref = filter.as_str();
        let count = self
            .controllers
            .ask(|link: Link| async move { link.count(base, &format!("(&{filter_ref})"), COUNT_MOST).await })
            .await?;
        self.counts.keep(filter, count);
        Ok(count)
    }

    /// Entries in the order of their sign-in names, those behind `after`. A controller that does not sort
    /// gives all of them, and they are sorted here.
    async fn by_name(
        &self,
        base: &str,
        filter: &str,
        attributes: &[&str],
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<SearchEntry>, DirectoryError> {
        let page = format!("(&{filter}{})", behind(after));
        let (page, all) = (page.as_str(), format!("(&{filter})"));
        let all = all.as_str();
        let find = |link: Link| async move {
            match link.search_by_name(base, page, attributes, limit).await {
                Err(Broken::Answered(code, _)) if UNSORTED.contains(&code) => {
                    let found = link.search(base, Scope::Subtree, all, attributes, usize::MAX).await?;
                    Ok(sorted(found, after, limit))
                }
                done => done,
            }
        };
        self.controllers.ask(find).await
    }
}

fn people(words: &str) -> String {
    let names = ["displayName", "givenName", "sn", "sAMAccountName", "userPrincipalName", "mail"];
    format!("{PEOPLE}{}", beginning(&names, words))
}

fn groups(words: &str) -> String {
    format!("{GROUPS}{}", beginning(&["sAMAccountName", "displayName"], words))
}

/// “One of these begins with the words”, or nothing for no words.
fn beginning(attributes: &[&str], words: &str) -> String {
    let words = words.trim();
    if words.is_empty() {
        return String::new();
    }
    let any: String = attributes.iter().map(|name| format!("({name}={}*)", ldap_escape(words))).collect();
    format!("(|{any})")
}

/// What comes behind a sign-in name, or anything that has one.
fn behind(after: Option<&str>) -> String {
    match after.map(ldap_escape) {
        Some(name) => format!("(sAMAccountName>={name})(!(sAMAccountName={name}))"),
        None => "(sAMAccountName=*)".to_owned(),
    }
}

fn sorted(found: Vec<SearchEntry>, after: Option<&str>, limit: usize) -> Vec<SearchEntry> {
    let key = |name: &str| name.to_lowercase();
    let after = after.map(key);
    let mut named: Vec<(String, SearchEntry)> =
        found.into_iter().filter_map(|entry| Some((key(text(&entry, "sAMAccountName")?), entry))).collect();
    named.retain(|(name, _)| after.as_ref().is_none_or(|after| name > after));
    named.sort_by(|(a, _), (b, _)| a.cmp(b));
    named.into_iter().map(|(_, entry)| entry).take(limit).collect()
}
