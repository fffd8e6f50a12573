//! From what a person typed to one entry.

use ldap3::{Scope, SearchEntry, ldap_escape};

use super::domain::Domain;
use super::link::{Broken, Link};

/// What is asked for about a person, and nothing more.
pub(super) const ATTRIBUTES: [&str; 15] = [
    "objectGUID",
    "objectSid",
    "sAMAccountName",
    "userPrincipalName",
    "displayName",
    "givenName",
    "mail",
    "userAccountControl",
    "accountExpires",
    "pwdLastSet",
    "lockoutTime",
    "primaryGroupID",
    "msDS-User-Account-Control-Computed",
    "logonHours",
    "userWorkstations",
];

/// What a typed name leads to.
pub(super) enum Found {
    /// Exactly one person.
    One(Box<SearchEntry>),
    /// Nobody.
    Nobody,
    /// Two or more: nobody signs in by it.
    Several,
}

/// Looks a typed name up.
pub(super) async fn find(link: &Link, domain: &Domain, typed: &str) -> Result<Found, Broken> {
    let filter = filter(typed, &domain.settings.domain);
    let mut found = link.search(&domain.base, Scope::Subtree, &filter, &ATTRIBUTES, 2).await?;
    Ok(match (found.pop(), found.pop()) {
        (Some(entry), None) => Found::One(Box::new(entry)),
        (None, _) => Found::Nobody,
        (Some(_), Some(_)) => Found::Several,
    })
}

/// Accepted: `ana@suffix` (UPN), `DOM\ana`, `ana`, and the implicit UPN `ana@dns.domain` that every
/// person has even when the attribute says something else. Values are escaped (RFC 4515 §3).
fn filter(typed: &str, domain: &str) -> String {
    let typed = typed.trim();
    let names = match typed.rsplit_once('\\') {
        Some((_, name)) => format!("(sAMAccountName={})", ldap_escape(name)),
        None => {
            let account = match typed.rsplit_once('@') {
                Some((name, suffix)) if suffix.eq_ignore_ascii_case(domain) => Some(name),
                Some(_) => None,
                None => Some(typed),
            };
            let principal = format!("(userPrincipalName={})", ldap_escape(typed));
            match account {
                Some(account) => format!("(|{principal}(sAMAccountName={}))", ldap_escape(account)),
                None => principal,
            }
        }
    };
    format!("(&(objectCategory=person)(objectClass=user){names})")
}

#[cfg(test)]
mod tests {
    use super::filter;

    fn names(typed: &str) -> String {
        let whole = filter(typed, "example.lan");
        whole.strip_prefix("(&(objectCategory=person)(objectClass=user)").unwrap().strip_suffix(')').unwrap().to_owned()
    }

    #[test]
    fn every_accepted_form_leads_to_its_attributes() {
        assert_eq!(names("ana"), "(|(userPrincipalName=ana)(sAMAccountName=ana))");
        assert_eq!(names("EXAMPLE\\ana"), "(sAMAccountName=ana)");
        assert_eq!(names("ana@Example.lan"), "(|(userPrincipalName=ana@Example.lan)(sAMAccountName=ana))");
        assert_eq!(names("ana@other.test"), "(userPrincipalName=ana@other.test)");
    }

    #[test]
    fn what_is_typed_cannot_change_the_filter() {
        assert_eq!(
            names("*)(uid=*"),
            "(|(userPrincipalName=\\2a\\29\\28uid=\\2a)(sAMAccountName=\\2a\\29\\28uid=\\2a))"
        );
    }
}
