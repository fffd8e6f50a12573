//! People and groups by words, for an administrator's lists.

use ldap3::{Scope, ldap_escape};

use super::ActiveDirectory;
use super::domain::Domain;
use super::entry::{bytes, sid, text};
use super::link::{Broken, Link};
use super::lookup::ATTRIBUTES;
use crate::identity::{DirectoryError, Group, Person};

/// Everybody with an enabled account.
const PEOPLE: &str = "(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))";

/// How many people there are, counted to `most`.
pub(in crate::identity::directory) async fn count_people(
    link: &Link,
    base: &str,
    most: usize,
) -> Result<usize, Broken> {
    Ok(link.search(base, Scope::Subtree, &format!("(&{PEOPLE})"), &["1.1"], most).await?.len())
}

impl ActiveDirectory {
    pub(super) async fn find_people(&self, words: &str, limit: usize) -> Result<Vec<Person>, DirectoryError> {
        let names = ["displayName", "givenName", "sn", "sAMAccountName", "userPrincipalName", "mail"];
        let filter = format!("(&{PEOPLE}{})", beginning(&names, words));
        let (base, filter) = (self.domain.base.as_str(), filter.as_str());
        let entries = self
            .controllers
            .ask(|link: Link| async move { link.search(base, Scope::Subtree, filter, &ATTRIBUTES, limit).await })
            .await?;
        let mut people: Vec<Person> = entries.iter().filter_map(|entry| self.person(entry, Vec::new())).collect();
        people.sort_by(|a, b| a.username.cmp(&b.username));
        Ok(people)
    }

    pub(super) async fn find_groups(&self, words: &str, limit: usize) -> Result<Vec<Group>, DirectoryError> {
        let mut groups = self
            .controllers
            .ask(|link: Link| async move { find_groups(&link, &self.domain, words, limit).await })
            .await?;
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(groups)
    }
}

async fn find_groups(link: &Link, domain: &Domain, words: &str, limit: usize) -> Result<Vec<Group>, Broken> {
    // Security groups only: distribution lists are in nobody's token.
    let security = "(objectClass=group)(groupType:1.2.840.113556.1.4.803:=2147483648)";
    let filter = format!("(&{security}{})", beginning(&["sAMAccountName", "displayName"], words));
    let attributes = ["objectSid", "sAMAccountName"];
    let entries = link.search(&domain.root(), Scope::Subtree, &filter, &attributes, limit).await?;
    let group = |entry: &ldap3::SearchEntry| {
        let id = bytes(entry, "objectSid").first().and_then(|raw| sid(raw))?;
        Some(Group { id, name: text(entry, "sAMAccountName")?.to_owned() })
    };
    Ok(entries.iter().filter_map(group).collect())
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
