//! The domain's rules for locking and for passwords, read from its root now and then.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ldap3::{Scope, SearchEntry, ldap_escape};
use tokio::time::Instant;

use super::domain::Domain;
use super::entry::{is_past, number, text};
use super::link::{Broken, Link};
use crate::identity::PasswordRule;
use crate::identity::directory::Lockout;

/// Rules are believed this long.
const KEEP: Duration = Duration::from_secs(600);
/// `pwdProperties`: `DOMAIN_PASSWORD_COMPLEX` (MS-SAMR §2.2.3.5).
const COMPLEX: i64 = 1;
/// Parts of a name that a password may not hold are at least this long.
const PART: usize = 3;

/// What the root of a domain says (MS-ADTS, attributes of `domainDNS`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rules {
    pub lockout: Lockout,
    /// Characters at least.
    pub length: u32,
    /// Passwords that are remembered.
    pub history: u32,
    /// Time before the next change.
    pub age: SignedDuration,
    pub complex: bool,
    /// The name before the backslash of `DOM\ana`.
    pub netbios: Option<String>,
}

/// The rules as last read.
#[derive(Default)]
pub(super) struct Kept(Mutex<Option<(Rules, Instant)>>);

impl Kept {
    /// What is known, old or new.
    pub(super) fn known(&self) -> Option<Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(rules, _)| rules.clone())
    }

    /// Reads them when it is time. A root that cannot be read changes nothing.
    pub(super) async fn renew(&self, link: &Link, domain: &Domain) -> Result<(), Broken> {
        let young = |kept: &Option<(Rules, Instant)>| kept.as_ref().is_some_and(|(_, at)| at.elapsed() < KEEP);
        if young(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let attributes = [
            "lockoutThreshold",
            "lockOutObservationWindow",
            "minPwdLength",
            "pwdHistoryLength",
            "minPwdAge",
            "pwdProperties",
        ];
        let read = link.search(&domain.root(), Scope::Base, "(objectClass=*)", &attributes, usize::MAX).await;
        let mut rules = readable(read)?.first().map(of).unwrap_or_default();
        rules.netbios = netbios(link, domain).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((rules, Instant::now()));
        Ok(())
    }
}

/// What may not be read is as if it were not there.
fn readable(read: Result<Vec<SearchEntry>, Broken>) -> Result<Vec<SearchEntry>, Broken> {
    match read {
        Err(Broken::Answered(..)) => Ok(Vec::new()),
        read => read,
    }
}

/// `nETBIOSName` stands at the domain's cross-reference (MS-ADTS §6.1.1.2.1.1).
async fn netbios(link: &Link, domain: &Domain) -> Result<Option<String>, Broken> {
    let attributes = ["configurationNamingContext"];
    let root = readable(link.search("", Scope::Base, "(objectClass=*)", &attributes, usize::MAX).await)?;
    let Some(context) = root.first().and_then(|root| text(root, attributes[0])) else { return Ok(None) };
    let base = format!("CN=Partitions,{context}");
    let filter = format!("(&(objectClass=crossRef)(nETBIOSName=*)(nCName={}))", ldap_escape(domain.root()));
    let found = readable(link.search(&base, Scope::Subtree, &filter, &["nETBIOSName"], usize::MAX).await)?;
    Ok(found.first().and_then(|entry| text(entry, "nETBIOSName")).map(str::to_owned))
}

fn of(root: &SearchEntry) -> Rules {
    let count = |name: &str| number(root, name).and_then(|value| u32::try_from(value).ok()).unwrap_or_default();
    // Spans are negative and count 100 ns.
    let span = |name: &str| {
        SignedDuration::from_secs(number(root, name).unwrap_or_default().saturating_neg().max(0) / 10_000_000)
    };
    Rules {
        lockout: Lockout { threshold: count("lockoutThreshold"), window: span("lockOutObservationWindow") },
        length: count("minPwdLength"),
        history: count("pwdHistoryLength"),
        age: span("minPwdAge"),
        complex: number(root, "pwdProperties").is_some_and(|bits| bits & COMPLEX != 0),
        netbios: None,
    }
}

impl Rules {
    /// Which rule a refused password broke, as far as that can be told: Samba says it, Microsoft does
    /// not, and what remains then is the history or a filter of the company's own.
    pub(super) fn broken(&self, said: &str, new: &str, person: &SearchEntry, now: Timestamp) -> PasswordRule {
        let says = |words: &str| said.to_lowercase().contains(words);
        let long = u32::try_from(new.chars().count()).unwrap_or(u32::MAX);
        if says("too short") || long < self.length {
            return PasswordRule::Short(self.length);
        }
        if says("complexity") {
            return PasswordRule::Simple;
        }
        if says("history") || says("already used") {
            return PasswordRule::Used(self.history);
        }
        if says("too young") || self.is_young(person, now) {
            return PasswordRule::Young;
        }
        if self.complex && !is_complex(new, person) {
            return PasswordRule::Simple;
        }
        PasswordRule::Unsaid
    }

    fn is_young(&self, person: &SearchEntry, now: Timestamp) -> bool {
        let ticks = self.age.as_secs().saturating_mul(10_000_000);
        match number(person, "pwdLastSet") {
            None | Some(0) => false,
            Some(set) => ticks > 0 && !is_past(set.saturating_add(ticks), now),
        }
    }
}

/// Three of capital letters, small letters, digits, signs and other letters, and no part of the
/// person's name (Windows' “Password must meet complexity requirements”).
fn is_complex(password: &str, person: &SearchEntry) -> bool {
    let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
    let kinds = has(char::is_uppercase)
        + has(char::is_lowercase)
        + has(|letter| letter.is_ascii_digit())
        + has(|letter| !letter.is_alphanumeric())
        + has(|letter| letter.is_alphabetic() && !letter.is_uppercase() && !letter.is_lowercase());
    let lower = password.to_lowercase();
    let whole = text(person, "sAMAccountName").into_iter();
    let parts = text(person, "displayName")
        .into_iter()
        .flat_map(|name| name.split(|letter: char| letter.is_whitespace() || ",.-_#".contains(letter)));
    let named = whole.chain(parts).any(|part| part.chars().count() >= PART && lower.contains(&part.to_lowercase()));
    kinds >= 3 && !named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(values: &[(&str, &str)]) -> SearchEntry {
        let attrs = values.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        SearchEntry { dn: String::new(), attrs, bin_attrs: Default::default() }
    }

    fn rules() -> Rules {
        of(&entry(&[
            ("lockoutThreshold", "5"),
            ("lockOutObservationWindow", "-18000000000"),
            ("minPwdLength", "7"),
            ("pwdHistoryLength", "24"),
            ("minPwdAge", "-864000000000"),
            ("pwdProperties", "1"),
        ]))
    }

    #[test]
    fn the_root_of_a_domain_is_read_with_its_negative_spans() {
        let rules = rules();
        assert_eq!(rules.lockout, Lockout { threshold: 5, window: SignedDuration::from_mins(30) });
        assert_eq!((rules.length, rules.history, rules.complex), (7, 24, true));
        assert_eq!(rules.age, SignedDuration::from_hours(24));
    }

    #[test]
    fn a_refusal_without_words_is_explained_as_far_as_it_can_be() {
        let now: Timestamp = "2026-01-10T12:00:00Z".parse().unwrap();
        // 2026-01-10 11:00 UTC as a file time.
        let fresh = ((now.as_second() - 3600 + 11_644_473_600) * 10_000_000).to_string();
        let old =
            entry(&[("pwdLastSet", "130000000000000000"), ("sAMAccountName", "ana"), ("displayName", "Ana Costa")]);
        let said =
            |new: &str, person: &SearchEntry| rules().broken("0000052D: AtrErr: DSID-03191083", new, person, now);
        assert_eq!(said("Ab1!", &old), PasswordRule::Short(7));
        assert_eq!(said("Feder-Wolke-2041", &entry(&[("pwdLastSet", &fresh)])), PasswordRule::Young);
        assert_eq!(said("Feder-Wolke-2041", &entry(&[("pwdLastSet", "0")])), PasswordRule::Unsaid);
        assert_eq!(said("federwolke", &old), PasswordRule::Simple);
        assert_eq!(said("Costa-Brava-9", &old), PasswordRule::Simple);
        assert_eq!(said("Feder-Wolke-2041", &old), PasswordRule::Unsaid);
        assert_eq!(
            rules().broken("the password was already used (in history)!", "Feder-Wolke-2041", &old, now),
            PasswordRule::Used(24)
        );
    }
}
