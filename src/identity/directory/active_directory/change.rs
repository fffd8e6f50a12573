//! A new password with the old one as proof, through the service account: “Change Password” is
//! everyone's right, so it works for a person who cannot bind because the password must change.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use ldap3::{LdapResult, Mod, SearchEntry};

use super::ActiveDirectory;
use super::link::Link;
use super::lookup::Found;
use crate::identity::{ChangeRefusal, DirectoryError, PasswordRule};

impl ActiveDirectory {
    pub(super) async fn change(&self, name: &str, old: &str, new: &str) -> Result<(), ChangeRefusal> {
        if name.trim().is_empty() || old.is_empty() {
            return Err(ChangeRefusal::OldWrong);
        }
        if new.is_empty() {
            return Err(ChangeRefusal::Policy(PasswordRule::Short(1)));
        }
        let Found::One(entry) = self.look_up(name).await? else {
            self.spend_the_same_time(old).await;
            return Err(ChangeRefusal::OldWrong);
        };
        let (dn, tries) = (entry.dn.as_str(), AtomicUsize::default());
        let change = |link: Link| {
            tries.fetch_add(1, Ordering::Relaxed);
            async move { link.modify(dn, one_change(old, new)).await }
        };
        let result = self.controllers.ask(change).await?;
        if result.rc == 0 {
            return Ok(());
        }
        let refused = self.refusal_of_change(&result, new, &entry);
        // A controller that fell silent may have done it before the next one was asked.
        let unsure = refused == ChangeRefusal::OldWrong && tries.load(Ordering::Relaxed) > 1;
        if unsure && matches!(self.controllers.bind(dn, new).await, Ok(Ok(()))) {
            return Ok(());
        }
        Err(refused)
    }

    fn refusal_of_change(&self, result: &LdapResult, new: &str, person: &SearchEntry) -> ChangeRefusal {
        match refusal(result.rc, &result.text) {
            ChangeRefusal::Policy(_) => {
                let rules = self.rules.known().unwrap_or_default();
                ChangeRefusal::Policy(rules.broken(&result.text, new, person, self.ambient.now()))
            }
            refused => refused,
        }
    }
}

/// Delete the old value, add the new one: a change, not a reset (MS-ADTS §3.1.1.3.1.5).
fn one_change(old: &str, new: &str) -> Vec<Mod<Vec<u8>>> {
    let name = || b"unicodePwd".to_vec();
    vec![Mod::Delete(name(), HashSet::from([quoted(old)])), Mod::Add(name(), HashSet::from([quoted(new)]))]
}

/// In double quotes, as UTF-16LE.
fn quoted(password: &str) -> Vec<u8> {
    format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn refusal(code: u32, text: &str) -> ChangeRefusal {
    let says = |word: &str| text.to_uppercase().contains(word);
    if says("00000056") || says("0000052E") {
        return ChangeRefusal::OldWrong;
    }
    if says("00000775") {
        return ChangeRefusal::Locked;
    }
    match code {
        19 | 53 => ChangeRefusal::Policy(PasswordRule::Unsaid),
        49 => ChangeRefusal::OldWrong,
        50 => ChangeRefusal::NotPermitted(text.to_owned()),
        code => ChangeRefusal::Directory(DirectoryError::Fault(format!("({code}) {text}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_travels_in_quotes_as_utf_16_little_endian() {
        assert_eq!(quoted("aé"), [b'"', 0, b'a', 0, 0xe9, 0, b'"', 0]);
    }

    #[test]
    fn each_refusal_of_a_change_is_told_apart() {
        assert_eq!(refusal(19, "00000056: AtrErr: DSID-…"), ChangeRefusal::OldWrong);
        assert!(matches!(refusal(19, "0000052D: Constraint violation"), ChangeRefusal::Policy(_)));
        assert!(matches!(refusal(50, "insufficient rights"), ChangeRefusal::NotPermitted(_)));
        assert!(matches!(refusal(1, "operations error"), ChangeRefusal::Directory(_)));
    }
}
